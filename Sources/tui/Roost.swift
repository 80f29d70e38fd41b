import Glibc

/// `roost`: the client where there is a terminal, a command-line tool where there is a verb.
@main
struct Roost {
    static func main() {
        let environment = Environment()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.isEmpty, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
            exit(InteractiveClient.run(environment, signals: SignalReader()))
        }
        exit(CommandTool(environment).run(arguments))
    }
}

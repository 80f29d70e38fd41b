import Glibc

/// `roost`: the client where there is a terminal, a command-line tool where there is a verb.
@main
struct Roost {
    static func main() {
        let environment = Environment()
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(CommandTool(environment).run(arguments))
    }
}

import ChatBase
import ChatServer
import Glibc

/// The server's program: reads the options, finds the verb and runs it.
@main
struct Roostd {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// The exit code: 0 done, 1 failed, 2 a wrong call.
    private static func run(_ arguments: [String]) -> Int32 {
        let call: Call
        do throws(OptionProblems) {
            call = try Call(arguments)
        } catch {
            for problem in error.problems { Console.complain(problem.description) }
            Console.complain("Try roostd --help.")
            return 2
        }
        if call.values.bool("version") {
            Console.say("roostd \(Version.text)")
            return 0
        }
        guard let name = call.words.first else {
            Console.say(Verb.help, to: call.values.bool("help") ? STDOUT_FILENO : STDERR_FILENO)
            return call.values.bool("help") ? 0 : 2
        }
        guard let verb = Verb.all.first(where: { $0.name == name }) else {
            let hint = NearestName.hint(name, among: Verb.all.map(\.name))
            Console.complain("unknown command \(name)" + (hint.map { "; \($0)" } ?? ""))
            Console.complain("Try roostd --help.")
            return 2
        }
        if call.values.bool("help") {
            Console.say(verb.help)
            return 0
        }
        if call.values.bool("check_config") {
            return check(call)
        }
        do {
            try verb.run(call)
            return 0
        } catch let error as UsageError {
            Console.complain("\(error.message)\nUsage: roostd \(verb.usage)")
            return 2
        } catch {
            Console.complain("\(error)")
            return 1
        }
    }

    /// Beyond the values: that the addresses can be served as they are.
    private static func check(_ call: Call) -> Int32 {
        do throws(StartupError) {
            let directory = DataDirectory(call.configuration.dataDirectory)
            try ListenPlan(call.configuration, directory).check(call.configuration)
            return 0
        } catch {
            Console.complain("\(error)")
            return 1
        }
    }
}

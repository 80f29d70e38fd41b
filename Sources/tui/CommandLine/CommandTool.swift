import ChatBase
import ChatCore
import Glibc

/// `roost` as a command-line tool.
struct CommandTool: Sendable {
    static let version = "0.1.0"

    let environment: Environment
    let output: Output

    init(_ environment: Environment) {
        self.environment = environment
        output = Output()
    }

    /// Runs one command to its end.
    func run(_ arguments: [String]) -> Int32 {
        do {
            return try perform(arguments).rawValue
        } catch {
            let failure = CommandFailure(any: error)
            output.complain(failure.message)
            return failure.status.rawValue
        }
    }

    private func perform(_ arguments: [String]) throws -> ExitStatus {
        guard let word = arguments.first else {
            output.explain(HelpPage.overview)
            return .usage
        }
        switch word {
        case "--version", "-V":
            output.line("roost \(Self.version)")
            return .done
        case "--help", "-h":
            output.line(HelpPage.overview)
            return .done
        default: break
        }
        guard let verb = Verb.named(word) else {
            throw CommandFailure.usage("There is no verb \(word). `roost help` lists them.")
        }
        let rest = arguments.dropFirst()
        if rest.contains("--help") {
            output.line(HelpPage.text(of: verb))
            return .done
        }
        let arguments = try Arguments(rest, for: verb)
        return try performLocally(verb, arguments) ?? performOnServer(verb, arguments)
    }

    /// The verbs that need no server.
    private func performLocally(_ verb: Verb, _ arguments: Arguments) throws -> ExitStatus? {
        switch verb.name {
        case "help":
            guard let name = arguments.words.first else {
                output.line(HelpPage.overview)
                return .done
            }
            guard let verb = Verb.named(name) else {
                throw CommandFailure.usage("There is no verb \(name). `roost help` lists them.")
            }
            output.line(HelpPage.text(of: verb))
        case "completions":
            guard let script = Completions.script(for: arguments.words[0]) else {
                throw CommandFailure.usage("Completions are for bash, zsh and fish.")
            }
            output.line(script)
        case "reset":
            guard TerminalReset.run() else {
                throw CommandFailure(.localFile, "There is no terminal to mend.")
            }
        default: return nil
        }
        return .done
    }

    private func performOnServer(_ verb: Verb, _ arguments: Arguments) throws -> ExitStatus {
        output.endAtSignals()
        let result = Condition<Result<ExitStatus, CommandFailure>?>(nil)
        Task {
            let outcome: Result<ExitStatus, CommandFailure>
            do { outcome = .success(try await perform(verb, arguments)) } catch {
                outcome = .failure(CommandFailure(any: error))
            }
            result.update { $0 = outcome }
        }
        return try result.wait { $0 }.get()
    }

    private func perform(_ verb: Verb, _ arguments: Arguments) async throws -> ExitStatus {
        switch verb.name {
        case "login": try await login(arguments)
        case "logout": try await logout()
        case "whoami": try await whoAmI(arguments)
        case "send": try await send(arguments)
        case "read": try await read(arguments)
        case "wait": try await wait(arguments)
        default: try await listChannels(arguments)
        }
    }

    /// The form in which messages are printed.
    func form(_ arguments: Arguments) -> MessageText.Form {
        arguments.has("json") ? .json : output.isTerminal ? .terminal : .columns
    }
}

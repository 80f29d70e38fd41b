import ChatBase
import ChatServer
import Glibc

/// One run of the program: what was asked, and the settings.
struct Call: Sendable {
    /// The verb and what follows it.
    let words: [String]
    let values: OptionValues
    let configuration: Configuration

    private static let standardFile = "/etc/roost/roostd.conf"

    init(_ arguments: [String]) throws(OptionProblems) {
        let environment = Self.environment()
        // The file is named by a flag or variable, so those are read first.
        let named = try? ServerOptions.table.resolve(
            environment: environment, arguments: arguments
        ).text("config")
        values = try ServerOptions.table.resolve(
            file: Self.file(named ?? Self.configFlag(arguments)), environment: environment,
            arguments: arguments)
        words = values.positionals
        configuration = Configuration(values)
    }

    /// The words after the verb, as many as it takes.
    func arguments(_ count: ClosedRange<Int>) throws(UsageError) -> [String] {
        let rest = Array(words.dropFirst())
        guard count.contains(rest.count) else {
            throw UsageError(
                rest.count < count.lowerBound
                    ? "something is missing" : "\(rest[count.upperBound]) is too much")
        }
        return rest
    }

    private static func file(_ named: String?) throws(OptionProblems) -> INIFile? {
        let path = named ?? standardFile
        if named == nil, access(path, F_OK) != 0 { return nil }
        do throws(OptionProblem) { return try INIFile(path: path) } catch {
            throw OptionProblems([error])
        }
    }

    /// With another mistake in the call the file is still read, to tell its own.
    private static func configFlag(_ arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument.hasPrefix("--config=") { return String(argument.dropFirst(9)) }
            if argument == "--config", index + 1 < arguments.count { return arguments[index + 1] }
        }
        return nil
    }

    private static func environment() -> [String: String] {
        var result: [String: String] = [:]
        for option in ServerOptions.table.options {
            guard let name = option.environment, let value = getenv(name) else { continue }
            result[name] = String(cString: value)
        }
        return result
    }
}

/// A call that cannot be understood: exit code 2.
struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

import ChatBase
import ChatServer

/// `roostd init`, `backup` and `restore`.
enum DataCommands {
    static func initialize(_ call: Call) throws {
        _ = try call.arguments(0...0)
        let configuration = call.configuration
        let directory = DataDirectory(configuration.dataDirectory)
        if directory.hasDatabase {
            throw StartupError("\(directory.path) holds a server already")
        }
        let engine = try Engine(
            directory: directory, settings: EngineSettings(configuration), logger: .silent
        ) { _ in }
        engine.stop()
        if let plan = try? ListenPlan(configuration, directory),
            let fingerprint = try plan.prepareCertificate(configuration)
        {
            Console.say("certificate fingerprint (SHA-256): \(fingerprint)")
        }
        Console.say("\(directory.path) is ready: make the owner's account with roostd user add")
    }

    static func backup(_ call: Call) throws {
        let file = try call.arguments(1...1)[0]
        try Backup.create(of: DataDirectory(call.configuration.dataDirectory), to: file)
    }

    static func restore(_ call: Call) throws {
        let file = try call.arguments(1...1)[0]
        try Backup.restore(
            file, into: DataDirectory(call.configuration.dataDirectory), replacing: true)
    }
}

extension Logger {
    /// For verbs, whose errors are printed.
    static let silent = Logger(label: "roostd", level: .error, handler: StreamLogHandler())
}

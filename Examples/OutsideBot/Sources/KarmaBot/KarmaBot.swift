import ChatCore

/// Counts thanks: `ann++` gives ann a point, `!karma ann` tells how many there are.
public struct KarmaBot: Sendable {
    private let bot: ChatBot

    /// - Parameters:
    ///   - configuration: which server, and as whom; from the environment if nil.
    ///   - whenReady: called when the bot hears what is said from then on.
    public init(
        _ configuration: ClientConfiguration? = nil, whenReady: @escaping @Sendable () -> Void = {}
    ) throws {
        bot = try configuration.map { try ChatBot($0) } ?? ChatBot()
        bot.onEvent { event in
            if case .ready = event.payload { whenReady() }
        }
        let ledger = Ledger()
        bot.onMessage { await ledger.count($0.message.content) }
        bot.command("karma") { context in
            let name = context.arguments
            try await context.reply("\(name): \(await ledger.points(of: name))")
        }
    }

    public func run() async throws { try await bot.run() }

    public func stop() { bot.stop() }
}

private actor Ledger {
    private var points: [String: Int] = [:]

    func count(_ text: String) {
        for word in text.split(separator: " ") where word.hasSuffix("++") && word.count > 2 {
            points[String(word.dropLast(2)), default: 0] += 1
        }
    }

    func points(of name: String) -> Int { points[name] ?? 0 }
}

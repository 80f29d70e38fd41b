import ChatBase

/// A bot: says what it does with messages, then runs.
///
///     let bot = try ChatBot()
///     bot.command("ping") { try await $0.reply("pong") }
///     try await bot.run()
///
/// It lives through restarts of the server without missing a message and, with a cursor
/// store, through its own. Own messages and other bots' are not handled unless asked for.
/// A handler that fails is logged and never ends the bot.
public final class ChatBot: Sendable {
    /// Deals with one message.
    public typealias Handler = @Sendable (MessageContext) async throws -> Void

    /// What a bot does differently from others.
    public struct Options: Sendable {
        /// What commands begin with.
        public var prefix = "!"
        /// Handle other bots' messages, too. Two such bots can talk for ever.
        public var allowsBots = false
        /// Where the bot left off, so that its next run hears what it missed.
        public var cursors: (any CursorStore)?
        /// How many messages are handled at a time; those of one channel one by one.
        public var parallelHandlers = 32
        /// How long handlers may take to finish when the bot ends.
        public var patience = Duration.seconds(10)
        /// End at TERM and INT, after the handlers are done.
        public var stopsOnSignals = true

        /// The defaults.
        public init() {}
    }

    /// For everything that is no answer to a message.
    public let client: ChatClient
    let options: Options

    private struct Registry {
        var commands: [String: Handler] = [:]
        var message: [Handler] = []
        var event: [@Sendable (ChatEvent) async throws -> Void] = []
        var connection: GatewayConnection?
        var isStopped = false
    }

    private let registry = Lock(Registry())
    let logger = Logger(label: "bot", handler: StreamLogHandler())

    /// A bot with its own configuration.
    public init(_ configuration: ClientConfiguration, options: Options = Options())
        throws(ChatError)
    {
        client = try ChatClient(configuration)
        self.options = options
    }

    /// A bot configured by its environment: `ROOST_URL` and `ROOST_TOKEN`; if need be
    /// `ROOST_PIN` or `ROOST_CA` (the server's certificate) and `ROOST_CURSOR` (the file in
    /// which the bot keeps its place).
    ///
    /// - Throws: `.configuration`, naming the variable that is missing or wrong.
    public convenience init(options: Options = Options()) throws(ChatError) {
        var options = options
        let environment = BotEnvironment()
        if let path = environment["ROOST_CURSOR"] { options.cursors = CursorFile(path: path) }
        try self.init(try environment.configuration(), options: options)
    }

    // MARK: What the bot does

    /// Handles messages that begin with the prefix and this name, as in `!ping`.
    public func command(_ name: String, _ handler: @escaping Handler) {
        registry.withLock { $0.commands[name] = handler }
    }

    /// Handles every message that is no command.
    public func onMessage(_ handler: @escaping Handler) {
        registry.withLock { $0.message.append(handler) }
    }

    /// Hears every event, in order, before it is handled otherwise, the bot's own messages
    /// among them. The next event waits for it.
    public func onEvent(_ handler: @escaping @Sendable (ChatEvent) async throws -> Void) {
        registry.withLock { $0.event.append(handler) }
    }

    // MARK: Running

    /// Runs until `stop`, a signal or the task's cancellation; returns when every handler
    /// is done.
    ///
    /// - Throws: what can't mend itself, such as a token that the server does not take.
    public func run() async throws(ChatError) {
        let me = try await whoAmI()
        let point = try options.cursors?.load()
        let connection = client.connect(from: point)
        let isStopped = registry.withLock { registry in
            registry.connection = connection
            return registry.isStopped
        }
        if isStopped { connection.close() }
        let signals = options.stopsOnSignals ? TerminationSignals.listen { self.stop() } : nil
        defer { if let signals { TerminationSignals.forget(signals) } }
        logger.notice("running", [("user", "\(me)"), ("resumes", "\(point != nil)")])

        let progress = Lock(BotProgress(from: point))
        var lanes = BotLanes(limit: options.parallelHandlers)
        var failure: ChatError?
        do throws(ChatError) {
            for try await event in connection.events {
                await take(event, me: me, progress: progress, lanes: &lanes)
            }
        } catch { failure = error }
        await lanes.drain(patience: options.patience)
        keep(progress.withLock { $0.point })
        logger.notice("stopped")
        if let failure { throw failure }
    }

    /// Ends `run` once what it has read is dealt with.
    public func stop() {
        let connection = registry.withLock { registry in
            registry.isStopped = true
            return registry.connection
        }
        connection?.close()
    }

    /// The bot's own id. A server that is not there yet is waited for.
    private func whoAmI() async throws(ChatError) -> UserID {
        var backoff = Backoff()
        var random = SystemRandom()
        while true {
            do throws(ChatError) { return try await client.send(.currentUser).id } catch {
                guard error.isTransient else { throw error }
                logger.warning("waiting for the server", [("reason", error.message)])
                try await NetworkThread.shared.delay(backoff.next(&random))
            }
        }
    }

    private func take(
        _ event: ChatEvent, me: UserID, progress: Lock<BotProgress>, lanes: inout BotLanes
    ) async {
        let ticket = progress.withLock { $0.begin(event) }
        for handler in registry.withLock({ $0.event }) {
            do { try await handler(event) } catch {
                logger.error("an event handler failed", [("error", "\(error)")])
            }
        }
        tell(of: event.payload)
        guard case .messageCreate(let message) = event.payload, message.author.id != me,
            options.allowsBots || !message.author.isBot
        else { return finish(ticket, progress) }
        await lanes.run(in: message.channelID) { [self] in
            await handle(message)
            finish(ticket, progress)
        }
    }

    /// What a bot's owner should know: since when it hears, and what it did not hear.
    private func tell(of event: GatewayEvent) {
        switch event {
        case .ready: logger.notice("listening", [("replayed", "0")])
        case .resumed(let replayed):
            logger.notice("listening", [("replayed", "\(replayed)")])
        case .gap(let scope, let range):
            logger.error("events are missing", [("scope", "\(scope)"), ("n", "\(range)")])
        case .scopeTooLong(let scope, let last):
            logger.warning(
                "too much was said while the bot was away",
                [("scope", "\(scope)"), ("continues_after", "\(last)")])
        case .replicaLost(let reason):
            logger.warning("the bot begins anew", [("reason", reason)])
        default: break
        }
    }

    private func finish(_ ticket: Int, _ progress: Lock<BotProgress>) {
        let point = progress.withLock { $0.finish(ticket) ? $0.point : nil }
        if let point { keep(point) }
    }

    private func keep(_ point: ResumePoint?) {
        guard let point, let cursors = options.cursors else { return }
        do throws(ChatError) { try cursors.save(point) } catch {
            logger.error("the bot's place was not kept", [("error", error.message)])
        }
    }

    private func handle(_ message: Message) async {
        if let (name, arguments) = parse(message.content),
            let handler = registry.withLock({ $0.commands[name] })
        {
            let context = MessageContext(message: message, arguments: arguments, client: client)
            await run(handler, context, command: name)
            return
        }
        let context = MessageContext(
            message: message, arguments: message.content, client: client)
        for handler in registry.withLock({ $0.message }) {
            await run(handler, context, command: nil)
        }
    }

    private func run(_ handler: Handler, _ context: MessageContext, command: String?) async {
        do { try await handler(context) } catch {
            // The message tells people which line of the log is theirs.
            logger.error(
                "a handler failed",
                [
                    ("command", command ?? ""), ("message", "\(context.message.id)"),
                    ("error", "\(error)"),
                ])
            guard command != nil, !(error is CancellationError) else { return }
            _ = try? await context.reply("That failed. (\(context.message.id))")
        }
    }

    /// The command's name and what follows it.
    private func parse(_ content: String) -> (name: String, arguments: String)? {
        guard !options.prefix.isEmpty, content.hasPrefix(options.prefix) else { return nil }
        let rest = content.dropFirst(options.prefix.count)
        let name = rest.prefix { !$0.isWhitespace }
        let arguments = rest[name.endIndex...].drop { $0.isWhitespace }
        let end = arguments.lastIndex { !$0.isWhitespace }.map(arguments.index(after:))
        return name.isEmpty
            ? nil : (String(name), String(arguments[..<(end ?? arguments.startIndex)]))
    }
}

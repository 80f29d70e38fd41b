import ChatBase

/// Gives the session machine its sockets, its time and its token, and carries out what it
/// says. Confined to the network thread.
final class GatewayDriver {
    private let loop: NetworkLoop
    private let client: ChatClient
    private let buffer: EventBuffer
    private let states: AsyncStream<ConnectionState>.Continuation
    private var session: GatewaySession
    private var socket: GatewaySocket?
    private var timer: NetworkLoop.TimerID?
    private var tokenTask: Task<Void, Never>?
    private var isClosed = false
    /// Why the last link ended.
    private var reason = ""
    /// What is sent anew on every link.
    private var subscription: [ChannelID]?
    private var presence: Presence.Status?

    init(
        loop: NetworkLoop, client: ChatClient, from point: ResumePoint?, buffer: EventBuffer,
        states: AsyncStream<ConnectionState>.Continuation
    ) {
        self.loop = loop
        self.client = client
        self.buffer = buffer
        self.states = states
        var random = SystemRandom()
        session = GatewaySession(
            cursor: point?.cursor, known: point?.known ?? [:], seed: random.next(),
            device: client.configuration.deviceName)
    }

    // MARK: Commands

    func start() { perform(session.start(now: loop.now)) }

    func reconnectNow() { perform(session.reconnectNow(now: loop.now)) }

    func subscribe(to channels: [ChannelID]) {
        subscription = channels
        perform(session.subscribe(to: channels))
    }

    func setPresence(_ status: Presence.Status) {
        presence = status
        perform(session.presence(status))
    }

    func requestMembers(of guild: GuildID, query: String, limit: Int, nonce: String) {
        perform(
            session.requestMembers(guild: guild, query: query, limit: limit, nonce: nonce))
    }

    /// The buffer has room again.
    func resumeReading() {
        session.isReadingPaused = false
        socket?.resume()
        schedule()
    }

    func close() { finish(.success(())) }

    private func finish(_ ending: Result<Void, ChatError>) {
        guard !isClosed else { return }
        isClosed = true
        if let timer { loop.cancel(timer) }
        timer = nil
        tokenTask?.cancel()
        socket?.close(code: CloseCode.normal.rawValue)
        socket = nil
        states.yield(.closed)
        states.finish()
        buffer.finish(ending)
    }

    // MARK: Actions

    private func perform(_ actions: [GatewaySession.Action]) {
        for action in actions {
            if isClosed { return }
            switch action {
            case .connect: connect()
            case .send(let bytes): socket?.send(bytes)
            case .disconnect(let code):
                socket?.close(code: code.rawValue)
                socket = nil
                perform(session.closed(code: nil, now: loop.now))
            case .deliver(let event, let scope, let n):
                deliver(ChatEvent(event, scope: scope, n: n))
            case .callResult: break
            case .refreshToken: renewToken()
            case .stateChanged(let state): report(state)
            case .ended(let code): finish(.failure(Self.error(for: code)))
            }
        }
        schedule()
    }

    private func deliver(_ event: ChatEvent) {
        guard !buffer.push(event) else { return }
        session.isReadingPaused = true
        socket?.pause()
    }

    private func schedule() {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard !isClosed, let deadline = session.deadline else { return }
        timer = loop.schedule(after: deadline - loop.now) { [weak self] loop in
            guard let self else { return }
            timer = nil
            perform(session.timeout(now: loop.now))
        }
    }

    private func report(_ state: GatewaySession.State) {
        switch state {
        case .idle: break
        case .connecting: states.yield(.connecting)
        case .starting: states.yield(.starting)
        case .waiting(let until): states.yield(.waiting(until - loop.now, reason: reason))
        case .ended: break  // `finish` tells.
        case .live:
            states.yield(.live)
            // After the actions under way, of which this is one.
            loop.schedule(after: .zero) { [weak self] _ in self?.restore() }
        }
    }

    private func restore() {
        if let presence { perform(session.presence(presence)) }
        if let subscription { perform(session.subscribe(to: subscription)) }
    }

    private static func error(for code: CloseCode) -> ChatError {
        switch code {
        case .sessionRevoked: ChatError(.unauthorized, "This device was signed out.")
        case .authenticationFailed: ChatError(.unauthorized, "The server does not take the token.")
        default: ChatError(.protocolViolation, "The server closed for good (\(code.rawValue)).")
        }
    }

    // MARK: Links

    private func connect() {
        withToken { [client] () async throws(ChatError) in
            try await client.tokens.token()
        } then: {
            driver, token in
            driver.session.token = token
            driver.openSocket()
        }
    }

    private func renewToken() {
        let old = session.token
        withToken { [client] () async throws(ChatError) in
            try await client.renew(rejected: old)
        } then: { driver, token in
            driver.perform(driver.session.tokenRefreshed(token, now: driver.loop.now))
        }
    }

    /// Gets a token off this thread and comes back with it. While the server can't be
    /// reached it tries again, as long as the connection is wanted.
    private func withToken(
        _ get: @escaping @Sendable () async throws(ChatError) -> String,
        then use: @escaping @Sendable (GatewayDriver, String) -> Void
    ) {
        let me = Confined<GatewayDriver>()
        me.set(self, on: loop)
        tokenTask = Task {
            let result = await GatewayDriver.persistently(get)
            NetworkThread.shared.post { loop in
                me.get(on: loop)?.got(result, use)
            }
        }
    }

    private func got(
        _ result: Result<String, ChatError>, _ use: (GatewayDriver, String) -> Void
    ) {
        guard !isClosed else { return }
        switch result {
        case .success(let token): use(self, token)
        case .failure(let error): finish(.failure(error))
        }
    }

    private static func persistently(
        _ get: @Sendable () async throws(ChatError) -> String
    ) async -> Result<String, ChatError> {
        var random = SystemRandom()
        var backoff = Backoff()
        while true {
            let failure: ChatError
            do throws(ChatError) { return .success(try await get()) } catch { failure = error }
            guard failure.isTransient else { return .failure(failure) }
            do throws(ChatError) {
                try await NetworkThread.shared.delay(backoff.next(&random))
            } catch { return .failure(error) }
        }
    }

    private func openSocket() {
        guard session.state == .connecting, socket == nil else { return }
        let handlers = GatewaySocket.Handlers(
            opened: { [weak self] in
                guard let self else { return }
                perform(session.opened(now: loop.now))
            },
            received: { [weak self] bytes, _ in
                guard let self else { return }
                perform(session.received(bytes, now: loop.now))
            },
            ended: { [weak self] ending in self?.linkEnded(ending) })
        let new = GatewaySocket(
            loop: loop, url: client.configuration.url,
            target: client.configuration.url.prefix + "/gateway?v=1&encoding=json",
            settings: client.settings, handlers: handlers)
        session.isReadingPaused = false
        socket = new
    }

    private func linkEnded(_ ending: GatewaySocket.Ending) {
        socket = nil
        switch ending {
        case .closed(let code):
            reason = "the server closed the connection"
            perform(
                session.closed(code: code.map { CloseCode(rawValue: $0) }, now: loop.now))
        case .failed(let error):
            switch error.code {
            // Somebody in between, perhaps: not to be tried again behind the user's back.
            case .certificateChanged, .certificateUntrusted, .configuration:
                finish(.failure(error))
            default:
                reason = error.message
                perform(session.closed(code: nil, now: loop.now))
            }
        }
    }
}

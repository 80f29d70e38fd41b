import ChatBase

/// The client's side of a v=1 gateway session, without I/O: frames, time and commands go
/// in, actions come out. It lives through any number of connections.
package struct GatewaySession: Sendable {
    package enum Action: Sendable {
        /// Open a connection; then call `opened` or `closed`.
        case connect
        case send([UInt8])
        /// Close the connection with this code; then call `closed`.
        case disconnect(CloseCode)
        case deliver(GatewayEvent, scope: Scope?, n: Int64?)
        /// The answer to `call`.
        case callResult(id: String, status: Int, body: JSON)
        /// The access token was refused: get another one, then call `tokenRefreshed`.
        case refreshToken
        case stateChanged(State)
        /// Nothing more will happen.
        case ended(CloseCode)
    }

    package enum State: Sendable, Hashable {
        case idle
        case connecting
        /// Connected; READY or RESUMED has not come yet.
        case starting
        case live
        /// Connects again at that time.
        case waiting(until: MonotonicTime)
        case ended
    }

    package struct Settings: Sendable {
        package var firstBackoff: Duration = .seconds(1)
        package var maximumBackoff: Duration = .seconds(60)
        /// From connecting to READY or RESUMED.
        package var startTimeout: Duration = .seconds(30)
        package init() {}
    }

    package private(set) var state: State = .idle
    /// When `timeout` wants to be called; nil means never.
    package private(set) var deadline: MonotonicTime?
    /// Set before `opened`.
    package var token = ""
    package private(set) var cursor: String?
    /// True while nothing is read on purpose, because events are dealt with slowly: the
    /// server's answers to heartbeats wait with everything else then.
    package var isReadingPaused = false {
        didSet { if !isReadingPaused { awaitsACK = false } }
    }

    private var settings: Settings
    private var random: SeededRandom
    private var known: [Scope: Int64] = [:]
    private var attempts = 0
    private var tokenRefused = false
    private var heartbeatInterval: Duration = .seconds(41)
    private var nextHeartbeat: MonotonicTime?
    private var awaitsACK = false
    private var plannedDelay: Duration?
    private var properties: JSON

    /// - Parameters:
    ///   - cursor: where an earlier process left off.
    ///   - known: the last `n` of each scope that was dealt with, if that is known.
    ///   - seed: for the jitter.
    package init(
        cursor: String? = nil, known: [Scope: Int64] = [:], seed: UInt64, device: String,
        settings: Settings = Settings()
    ) {
        self.cursor = cursor
        self.known = known
        self.settings = settings
        random = SeededRandom(seed: seed)
        properties = ["os": "linux", "browser": "ChatCore", "device": .string(device)]
    }

    // MARK: Connection

    package mutating func start(now: MonotonicTime) -> [Action] {
        guard state == .idle else { return [] }
        return connect(now)
    }

    package mutating func opened(now: MonotonicTime) -> [Action] {
        guard state == .connecting else { return [] }
        return enter(.starting)
    }

    package mutating func closed(code: CloseCode?, now: MonotonicTime) -> [Action] {
        guard state != .ended, state != .idle else { return [] }
        nextHeartbeat = nil
        awaitsACK = false
        if let code, code.isFinal {
            deadline = nil
            return enter(.ended) + [.ended(code)]
        }
        if code == .authenticationFailed {
            deadline = nil
            if tokenRefused { return enter(.ended) + [.ended(.authenticationFailed)] }
            tokenRefused = true
            return [.refreshToken]
        }
        return wait(now)
    }

    package mutating func tokenRefreshed(_ token: String, now: MonotonicTime) -> [Action] {
        guard state != .ended else { return [] }
        self.token = token
        return connect(now)
    }

    /// Tries at once, as when a network came up.
    package mutating func reconnectNow(now: MonotonicTime) -> [Action] {
        guard case .waiting = state else { return [] }
        return connect(now)
    }

    package mutating func timeout(now: MonotonicTime) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        switch state {
        case .waiting: return connect(now)
        case .connecting,
            .starting where nextHeartbeat == nil:
            self.deadline = nil
            return [.disconnect(.unknownError)]
        case .starting, .live:
            if awaitsACK && !isReadingPaused {
                // No answer for a whole interval: the connection is dead.
                self.deadline = nil
                return [.disconnect(.unknownError)]
            }
            return [heartbeat(now)]
        case .idle, .ended: return []
        }
    }

    private mutating func connect(_ now: MonotonicTime) -> [Action] {
        deadline = now + settings.startTimeout
        plannedDelay = nil
        return enter(.connecting) + [.connect]
    }

    private mutating func wait(_ now: MonotonicTime) -> [Action] {
        var delay = plannedDelay ?? .zero
        if plannedDelay == nil {
            let ceiling = min(
                settings.maximumBackoff.nanoseconds,
                settings.firstBackoff.nanoseconds << Int64(min(attempts, 16)))
            delay = .nanoseconds(Int64.random(in: 0...max(ceiling, 1), using: &random))
            attempts += 1
        }
        let until = now + delay
        deadline = until
        return enter(.waiting(until: until))
    }

    private mutating func enter(_ new: State) -> [Action] {
        if new == state { return [] }
        state = new
        return [.stateChanged(new)]
    }

    // MARK: Frames

    package mutating func received(_ bytes: [UInt8], now: MonotonicTime) -> [Action] {
        guard state == .starting || state == .live else { return [] }
        let frame: GatewayFrame
        do throws(DecodingFailure) { frame = try GatewayFrame(parsing: bytes) } catch {
            return [.disconnect(.decodeError)]
        }
        switch frame.opcode {
        case .hello: return hello(frame.data, now)
        case .heartbeat: return [heartbeat(now)]
        case .heartbeatACK:
            awaitsACK = false
            return keep(frame.data["cursor"]?.string)
        case .reconnect:
            let delay = frame.data["delay_ms"]?.int ?? 0
            plannedDelay = .milliseconds(max(0, min(delay, 300_000)))
            return [.disconnect(.unknownError)]
        case .invalidSession: return invalidSession(frame)
        case .callResult:
            return [
                .callResult(
                    id: frame.data["id"]?.string ?? "", status: frame.data["status"]?.int ?? 0,
                    body: frame.data["b"] ?? .null)
            ]
        case .dispatch: return dispatch(frame, now)
        default: return []
        }
    }

    private mutating func hello(_ data: JSON, _ now: MonotonicTime) -> [Action] {
        let interval = max(100, data["heartbeat_interval"]?.int ?? 41250)
        heartbeatInterval = .milliseconds(interval)
        // Jitter spreads the first beats of many clients that connect at once.
        let first = Int64.random(in: 0...heartbeatInterval.nanoseconds, using: &random)
        scheduleHeartbeat(now + .nanoseconds(first))
        if let cursor {
            return [
                .send(
                    GatewayFrame.encode(
                        .resume, ["token": .string(token), "cursor": .string(cursor)]))
            ]
        }
        return [
            .send(
                GatewayFrame.encode(.identify, ["token": .string(token), "properties": properties]))
        ]
    }

    private mutating func invalidSession(_ frame: GatewayFrame) -> [Action] {
        plannedDelay = .milliseconds(Int64.random(in: 500...3000, using: &random))
        guard frame.data.bool != true else { return [.disconnect(.unknownError)] }
        cursor = nil
        known = [:]
        return [
            .deliver(.replicaLost(reason: frame.reason ?? "invalid_session"), scope: nil, n: nil),
            .disconnect(.unknownError),
        ]
    }

    private mutating func heartbeat(_ now: MonotonicTime) -> Action {
        awaitsACK = true
        scheduleHeartbeat(now + heartbeatInterval)
        return .send(GatewayFrame.encode(.heartbeat, .null))
    }

    private mutating func scheduleHeartbeat(_ time: MonotonicTime) {
        nextHeartbeat = time
        deadline = time
    }

    private mutating func keep(_ cursor: String?) -> [Action] {
        guard let cursor else { return [] }
        self.cursor = cursor
        return [.deliver(.cursor(cursor), scope: nil, n: nil)]
    }

    // MARK: Events

    private mutating func dispatch(_ frame: GatewayFrame, _ now: MonotonicTime) -> [Action] {
        guard let name = frame.name else { return [] }
        let event = GatewayEvent(name: name, data: frame.data)
        switch event {
        case .ready(let ready):
            known = ready.lastN
            for channel in ready.channels { known[.channel(channel.id)] = channel.lastN }
            return began([.deliver(event, scope: nil, n: nil)], cursor: ready.cursor)
        case .resumed:
            return began(
                [.deliver(event, scope: nil, n: nil)], cursor: frame.data["cursor"]?.string)
        case .scopeTooLong(let scope, let lastN):
            known[scope] = lastN
            return [.deliver(event, scope: scope, n: nil)]
        default: break
        }
        guard let scope = frame.scope, let n = frame.n else {
            if case .channelCreate(let channel) = event {
                known[.channel(channel.id)] = channel.lastN
            }
            if case .channelDelete(let id, _) = event { known[.channel(id)] = nil }
            return [.deliver(event, scope: frame.scope, n: nil)]
        }
        return sequenced(event, scope, n)
    }

    private mutating func began(_ actions: [Action], cursor: String?) -> [Action] {
        attempts = 0
        tokenRefused = false
        return enter(.live) + actions + keep(cursor)
    }

    private mutating func sequenced(
        _ event: GatewayEvent, _ scope: Scope, _ n: Int64
    ) -> [Action] {
        let last = known[scope]
        if let last, n <= last { return [] }
        known[scope] = n
        var actions: [Action] = []
        var first = n
        if case .redacted(let range, _) = event { first = range.lowerBound }
        if let last, first > last + 1 {
            actions.append(.deliver(.gap(scope, last + 1...first - 1), scope: scope, n: nil))
        }
        actions.append(.deliver(event, scope: scope, n: n))
        if case .channelDelete(let id, _) = event { known[.channel(id)] = nil }
        return actions
    }

    // MARK: Commands

    package func presence(_ status: Presence.Status) -> [Action] {
        command(
            .presenceUpdate,
            ["since": nil, "activities": [], "status": .string(status.rawValue), "afk": false])
    }

    /// Chooses the channels whose typing and presence are wanted.
    package func subscribe(to channels: [ChannelID]) -> [Action] {
        command(.subscribe, ["channels": .array(channels.map { .string("\($0)") })])
    }

    package func requestMembers(guild: GuildID, query: String, limit: Int, nonce: String)
        -> [Action]
    {
        command(
            .requestGuildMembers,
            [
                "guild_id": .string("\(guild)"), "query": .string(query),
                "limit": .int(Int64(limit)), "nonce": .string(nonce),
            ])
    }

    /// A REST request over the socket; `path` begins behind the mount.
    package func call(id: String, method: HTTPMethod, path: String, body: JSON?) -> [Action] {
        command(
            .call,
            [
                "id": .string(id), "m": .string(method.rawValue), "p": .string(path),
                "b": body ?? .null,
            ])
    }

    private func command(_ opcode: Opcode, _ data: JSON) -> [Action] {
        state == .live ? [.send(GatewayFrame.encode(opcode, data))] : []
    }
}

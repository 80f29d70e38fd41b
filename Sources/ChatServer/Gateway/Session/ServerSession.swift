import ChatBase
import ChatCore

/// One gateway connection's side of the protocol, without I/O: frames and the time in, at
/// most one action out. What needs the community or the log is an action for the shell,
/// which comes back with `authenticated` or `invalidated`.
package struct ServerSession: Sendable {
    package enum Phase: Sendable, Hashable {
        /// HELLO is sent; IDENTIFY or RESUME must come.
        case waiting
        /// The shell prepares READY or the replay.
        case authenticating
        case live
        case ended
    }

    package let settings: Settings
    package private(set) var phase = Phase.waiting
    private var identifyBy: MonotonicTime
    private var lastHeartbeat: MonotonicTime
    private var window: MonotonicTime
    private var framesInWindow = 0

    package init(settings: Settings, now: MonotonicTime) {
        self.settings = settings
        identifyBy = now + settings.identifyTimeout
        lastHeartbeat = now
        window = now
    }

    package var dialect: Dialect { settings.dialect }

    /// The first frame.
    package var hello: [UInt8] {
        ServerFrame.hello(
            dialect, interval: settings.heartbeatInterval, epoch: settings.epoch,
            retention: settings.cursorRetention)
    }

    // MARK: Time

    /// When `timeout` must be called at the latest.
    package var deadline: MonotonicTime? {
        switch phase {
        case .ended: nil
        case .waiting: min(identifyBy, heartbeatBy)
        case .authenticating, .live: heartbeatBy
        }
    }

    private var heartbeatBy: MonotonicTime { lastHeartbeat + settings.heartbeatInterval * 2 }

    package mutating func timeout(now: MonotonicTime) -> Action? {
        guard let deadline, deadline <= now else { return nil }
        return end(
            .sessionTimedOut,
            heartbeatBy <= now ? "no heartbeat came" : "neither IDENTIFY nor RESUME came")
    }

    // MARK: The shell's answers

    /// READY or the replay follows.
    package mutating func authenticated() {
        if phase == .authenticating { phase = .live }
    }

    /// The session can't go on: op 9, and the client may identify anew.
    ///
    /// - Parameter reason: a stable name, sent as `r`.
    package mutating func invalidated(reason: String, now: MonotonicTime) -> Action? {
        guard phase != .ended else { return nil }
        phase = .waiting
        identifyBy = now + settings.identifyTimeout
        return .send(ServerFrame.invalidSession(dialect, reason: reason))
    }

    package mutating func end(_ code: CloseCode, _ reason: String) -> Action? {
        guard phase != .ended else { return nil }
        phase = .ended
        return .close(code, reason)
    }

    // MARK: Frames

    private static let accepted: Set<Opcode> = [
        .heartbeat, .identify, .presenceUpdate, .voiceStateUpdate, .resume, .requestGuildMembers,
        .subscribe, .call,
    ]

    package mutating func received(_ bytes: [UInt8], now: MonotonicTime) -> Action? {
        guard phase != .ended else { return nil }
        guard countFrame(now: now) else {
            return end(.rateLimited, "more than \(settings.frameLimit) frames in a minute")
        }
        guard bytes.count <= dialect.maximumFrame else {
            return end(.decodeError, "a frame is at most \(dialect.maximumFrame) bytes")
        }
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            return end(.decodeError, error.description)
        }
        guard let number = json["op"]?.int else {
            return end(.decodeError, "op: an integer is missing")
        }
        let data = json["d"] ?? .null
        let opcode = Opcode(rawValue: number)
        guard Self.accepted.contains(opcode) else {
            return end(.unknownOpcode, "op \(number) is not for clients")
        }
        return dispatch(opcode, data, now: now)
    }

    private mutating func dispatch(_ opcode: Opcode, _ data: JSON, now: MonotonicTime) -> Action? {
        switch opcode {
        case .heartbeat:
            lastHeartbeat = now
            if phase != .live { return .send(ServerFrame.acknowledgement(dialect, cursor: nil)) }
            return .heartbeat(sequence: data.int.map(Int64.init))
        case .identify, .resume:
            guard phase == .waiting else {
                return end(.alreadyAuthenticated, "this connection has a session")
            }
            return opcode == .identify ? identify(data) : resume(data, now: now)
        default:
            guard phase == .live else { return end(.notAuthenticated, "IDENTIFY comes first") }
            return command(opcode, data)
        }
    }

    private mutating func identify(_ data: JSON) -> Action? {
        do throws(SessionRefusal) {
            let request = try IdentifyRequest(data, dialect: dialect)
            phase = .authenticating
            return .identify(request)
        } catch {
            return end(error.code, error.reason)
        }
    }

    private mutating func resume(_ data: JSON, now: MonotonicTime) -> Action? {
        guard let token = data["token"]?.string else {
            return end(.decodeError, "d.token: a string is missing")
        }
        let point: ResumeRequest.Point
        if let cursor = data["cursor"]?.string {
            point = .cursor(cursor)
        } else if dialect == .v10, let session = data["session_id"]?.string,
            let sequence = data["seq"]?.int
        {
            point = .session(session, sequence: Int64(sequence))
        } else {
            // Libraries that were cut before READY resume with nulls.
            return invalidated(reason: "invalid_session", now: now)
        }
        phase = .authenticating
        let intents = data["intents"]?.int.map { Intents(rawValue: max(0, $0)) }
        return .resume(
            ResumeRequest(token: token, point: point, intents: intents ?? .everything))
    }

    private mutating func command(_ opcode: Opcode, _ data: JSON) -> Action? {
        do throws(SessionRefusal) {
            switch opcode {
            case .presenceUpdate:
                return .setPresence(try PresenceRequest(data).status)
            case .voiceStateUpdate: return .voiceState
            case .requestGuildMembers: return .requestMembers(try MembersRequest(data))
            case .subscribe: return .subscribe(try SubscribeRequest(data))
            default: return .call(try CallRequest(data))
            }
        } catch {
            return end(error.code, error.reason)
        }
    }

    /// A fixed window: never stricter than the limit that is promised.
    private mutating func countFrame(now: MonotonicTime) -> Bool {
        if now - window >= settings.frameWindow {
            window = now
            framesInWindow = 0
        }
        framesInWindow += 1
        return framesInWindow <= settings.frameLimit
    }
}

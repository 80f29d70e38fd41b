import ChatBase
import ChatCore
import ChatNet

/// A v=10 client as Discord's libraries are: counts `s`, resumes by session, asks for all.
final class DiscordClient: VirtualClient {
    private enum Phase {
        case away(until: MonotonicTime)
        case connecting
        case resuming
        case identifying
        case live
    }

    private static let intents =
        Intents([
            .guilds, .guildMembers, .guildMessages, .guildMessageTyping, .guildInvites,
            .guildPresences,
        ]).rawValue

    private var phase = Phase.away(until: MonotonicTime(nanoseconds: 0))
    private var session: String?
    private var s: Int64 = 0
    private var lastBeat = MonotonicTime(nanoseconds: 0)
    /// Whether the frames since HELLO are checked against what was counted before.
    private var random: SeededRandom

    init(_ name: String, user: UserID, token: String, seed: UInt64) {
        random = SeededRandom(seed: seed)
        super.init(name, user: user, token: token, dialect: 10)
    }

    override var isLive: Bool { if case .live = phase { true } else { false } }
    override var isResuming: Bool { if case .resuming = phase { true } else { false } }

    override func tick(_ loop: EventLoop, now: MonotonicTime) {
        if case .away(let until) = phase, until <= now {
            phase = .connecting
            lastBeat = now
            socket = VirtualSocket(to: loop, dialect: dialect, sendBuffer: sendBuffer)
        }
        if isLive, now - lastBeat > .seconds(20) {
            lastBeat = now
            send(1, .int(s))
        }
    }

    override func closed(_ code: Int?, now: MonotonicTime) {
        phase = .away(until: now + .milliseconds(Int64(random.next() % 4000)))
    }

    override func received(_ bytes: [UInt8], now: MonotonicTime) {
        guard let json = try? JSON(parsing: bytes), let frame = try? GatewayFrame(parsing: bytes)
        else { return report("not a frame: \(String(decoding: bytes, as: UTF8.self))") }
        for key in ["op", "d", "s", "t"] where json[key] == nil { report("no \(key) in a frame") }
        switch frame.opcode {
        case .hello: begin()
        case .invalidSession:
            report("op 9: \(frame.reason ?? "")")
            session = nil
            begin()
        case .dispatch: dispatch(frame, s: Int64(json["s"]?.int ?? -1), bytes)
        default: break
        }
    }

    private func begin() {
        if let session {
            phase = .resuming
            send(
                6,
                ["token": .string(token), "session_id": .string(session), "seq": .int(s)])
        } else {
            phase = .identifying
            s = 0
            send(
                2,
                [
                    "token": .string(token), "properties": [:],
                    "intents": .int(Int64(Self.intents)),
                ])
        }
    }

    private func send(_ opcode: Int, _ data: JSON) {
        let json: JSON = ["op": .int(Int64(opcode)), "d": data]
        socket?.send(Array(json.text.utf8))
    }

    private func dispatch(_ frame: GatewayFrame, s new: Int64, _ bytes: [UInt8]) {
        guard let name = frame.name else { return report("an event without a name") }
        let event = GatewayEvent(name: name, data: frame.data)
        count(event, name, new, bytes)
        switch name.rawValue {
        case "READY":
            readies += 1
            session = frame.data["session_id"]?.string
        case "GUILD_CREATE": start(frame.data)
        case "RESUMED":
            resumes += 1
            phase = .live
        default:
            checkOrder(frame, event)
            replica.take(event, scope: frame.scope, n: frame.n)
        }
    }

    /// A durable or synthetic event takes the next number, REDACTED one for each row, and a
    /// volatile one repeats the last.
    private func count(
        _ event: GatewayEvent, _ name: EventName, _ new: Int64, _ bytes: [UInt8]
    ) {
        var step: Int64 = 1
        if ["TYPING_START", "PRESENCE_UPDATE", "VOICE_STATE_UPDATE", "GUILD_MEMBERS_CHUNK"]
            .contains(name.rawValue)
        {
            step = 0
        }
        if case .redacted(let range, _) = event { step = range.upperBound - range.lowerBound + 1 }
        if new != s + step {
            report("s \(new) after \(s): \(String(decoding: bytes, as: UTF8.self))")
        }
        s = new
    }

    /// Every row of a scope that is seen comes once.
    private func checkOrder(_ frame: GatewayFrame, _ event: GatewayEvent) {
        guard let scope = frame.scope, let n = frame.n, let last = replica.heads[scope] else {
            return
        }
        var first = n
        if case .redacted(let range, _) = event { first = range.lowerBound }
        if first <= last { report("twice: \(scope) \(first)...\(n) after \(last)") }
        if first > last + 1 { report("gap: \(scope) \(first) after \(last)") }
    }

    private func start(_ guild: JSON) {
        phase = .live
        do {
            replica.start(
                channels: try (guild["channels"]?.array ?? []).map { try Channel(json: $0) },
                members: try (guild["members"]?.array ?? []).map { try Member(json: $0) },
                guildName: guild["name"]?.string ?? "")
        } catch {
            report("GUILD_CREATE: \(error)")
        }
    }
}

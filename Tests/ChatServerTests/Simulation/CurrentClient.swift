import ChatBase
import ChatCore
import ChatNet

/// A v=1 client: ChatCore's own session machine over a virtual socket.
final class CurrentClient: VirtualClient {
    private var session: GatewaySession
    private var subscribed: Set<ChannelID> = []

    init(_ name: String, user: UserID, token: String, seed: UInt64) {
        session = GatewaySession(seed: seed, device: "sim")
        session.token = token
        super.init(name, user: user, token: token, dialect: 1)
    }

    override var isLive: Bool { session.state == .live }
    override var isResuming: Bool { session.state == .starting && session.cursor != nil }

    override func tick(_ loop: EventLoop, now: MonotonicTime) {
        perform(session.start(now: now), loop, now)
        perform(session.timeout(now: now), loop, now)
        if case .connecting = session.state, socket == nil { connect(loop, now) }
        guard isLive, Set(replica.channels.keys) != subscribed else { return }
        subscribed = Set(replica.channels.keys)
        perform(session.subscribe(to: subscribed.sorted()), loop, now)
    }

    override func received(_ frame: [UInt8], now: MonotonicTime) {
        perform(session.received(frame, now: now), nil, now)
    }

    override func closed(_ code: Int?, now: MonotonicTime) {
        subscribed = []
        perform(session.closed(code: code.map { CloseCode(rawValue: $0) }, now: now), nil, now)
    }

    private func connect(_ loop: EventLoop, _ now: MonotonicTime) {
        socket = VirtualSocket(to: loop, dialect: dialect, sendBuffer: sendBuffer)
        perform(session.opened(now: now), loop, now)
    }

    private func perform(
        _ actions: [GatewaySession.Action], _ loop: EventLoop?, _ now: MonotonicTime
    ) {
        for action in actions {
            switch action {
            case .connect, .stateChanged: break
            case .send(let bytes): socket?.send(bytes)
            case .disconnect: cut(now: now)
            case .deliver(let event, let scope, let n): take(event, scope, n)
            case .callResult: break
            case .refreshToken: report("the token was refused")
            case .ended(let code): report("ended: \(code.rawValue)")
            }
        }
    }

    private func take(_ event: GatewayEvent, _ scope: Scope?, _ n: Int64?) {
        switch event {
        case .gap(let scope, let range): report("gap in \(scope): \(range)")
        case .replicaLost(let reason): report("op 9: \(reason)")
        case .unknown(let name, let json) where name != "PRESENCE_UPDATE":
            if !["INVITE_CREATE", "INVITE_DELETE", "GUILD_ROLE_UPDATE"].contains(name) {
                report("not decoded: \(name) \(json)")
            }
        case .ready: readies += 1
        case .resumed: resumes += 1
        default: break
        }
        replica.take(event, scope: scope, n: n)
    }
}

import ChatBase
import ChatCore
import ChatNet

/// A client in the simulation: what the two dialects have in common.
class VirtualClient {
    let name: String
    let user: UserID
    let token: String
    let dialect: Int
    var socket: VirtualSocket?
    /// What the kernel holds for it, in bytes.
    var sendBuffer: Int32 = 4096
    var replica = ClientReplica()
    /// Stops reading while set.
    var isStalled = false
    private(set) var problems: [String] = []
    /// Every frame that came, in order.
    private(set) var transcript: [[UInt8]] = []
    var wire = Wire()
    /// Whether the user could ever see the channel.
    var mayKnow: (ChannelID) -> Bool = { _ in true }
    /// By sockets that are gone, and how many these are.
    private var receivedBytes = 0
    /// READY and RESUMED that came.
    var readies = 0
    var resumes = 0

    init(_ name: String, user: UserID, token: String, dialect: Int) {
        self.name = name
        self.user = user
        self.token = token
        self.dialect = dialect
    }

    var isLive: Bool { false }
    var isResuming: Bool { false }

    func tick(_ loop: EventLoop, now: MonotonicTime) {}
    func received(_ frame: [UInt8], now: MonotonicTime) {}
    func closed(_ code: Int?, now: MonotonicTime) {}

    final func report(_ problem: String) { problems.append("\(name): \(problem)") }

    /// Rises whenever something came, be it a part of a frame.
    final var progress: Int { receivedBytes + (socket?.receivedBytes ?? 0) }

    /// Takes what came.
    final func read(now: MonotonicTime) {
        guard !isStalled, let socket else { return }
        for event in socket.poll() {
            switch event {
            case .frame(let bytes):
                for frame in wire.pass(bytes, resuming: isResuming, replica) {
                    transcript.append(frame)
                    checkLeak(frame)
                    received(frame, now: now)
                }
            case .closed(let code):
                drop()
                if let code, ![1005, 1006, 4000, 4009].contains(code) { report("closed: \(code)") }
                closed(code, now: now)
            }
        }
    }

    final func cut(now: MonotonicTime) {
        guard socket != nil else { return }
        drop()
        closed(nil, now: now)
    }

    private func drop() {
        receivedBytes = progress + 1
        socket?.close()
        socket = nil
    }

    /// Nothing may name a channel that the user never could see, and a channel's events
    /// come only while it is known.
    private func checkLeak(_ bytes: [UInt8]) {
        guard let frame = try? GatewayFrame(parsing: bytes), case .channel(let id)? = frame.scope
        else { return }
        if !mayKnow(id) { return report("leak: \(String(decoding: bytes, as: UTF8.self))") }
        let announces =
            frame.name == .channelCreate || frame.name == .channelDelete
            || frame.name == .scopeTooLong
        if !announces && replica.channels[id] == nil && frame.name != .redacted && dialect == 10 {
            report("of a channel that is not known: \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

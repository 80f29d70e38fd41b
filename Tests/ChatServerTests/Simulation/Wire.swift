import ChatBase
import ChatCore

/// What carries frames to a client. Broken on purpose it stands for a server with that bug.
struct Wire {
    enum Fault: CaseIterable {
        /// Tells who types in a hidden channel, once.
        case leaksTyping
        /// Swallows one event of a channel.
        case skipsEvent
        /// Swallows one event of a replay, which ends in RESUMED all the same.
        case resumesWithHole
        /// Sends one event twice. On v=1 the client drops it, which is its part of the promise.
        case repeatsEvent
    }

    var fault: Fault?
    /// A channel that the client must not know.
    var hidden: () -> ChannelID? = { nil }
    private(set) var hasStruck = false

    mutating func pass(_ bytes: [UInt8], resuming: Bool, _ replica: ClientReplica) -> [[UInt8]] {
        guard let fault, !hasStruck, let frame = try? GatewayFrame(parsing: bytes),
            frame.opcode == .dispatch
        else { return [bytes] }
        let isNew = frame.scope.map { (frame.n ?? 0) > replica.heads[$0] ?? .max } ?? false
        let isMessage = frame.name == .messageCreate && isNew
        switch fault {
        case .leaksTyping:
            guard let hidden = hidden(), frame.scope != nil, let s = Self.s(of: bytes) else {
                return [bytes]
            }
            hasStruck = true
            let leak =
                #"{\#(s)"op":0,"t":"TYPING_START","sc":"c:\#(hidden)","#
                + #""d":{"channel_id":"\#(hidden)","user_id":"1"}}"#
            return [bytes, Array(leak.utf8)]
        case .skipsEvent where !resuming && isMessage, .resumesWithHole where resuming && isNew:
            hasStruck = true
            return []
        case .repeatsEvent where !resuming && isMessage:
            guard let s = Self.s(of: bytes), !s.isEmpty else { return [bytes] }
            hasStruck = true
            return [bytes, bytes]
        default: return [bytes]
        }
    }

    /// `"s":N,` of a v=10 frame, empty on v=1.
    private static func s(of bytes: [UInt8]) -> String? {
        guard let json = try? JSON(parsing: bytes) else { return nil }
        guard let s = json["s"] else { return "" }
        return s.int.map { "\"s\":\($0)," }
    }
}

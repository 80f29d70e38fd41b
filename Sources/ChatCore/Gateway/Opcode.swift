/// What a gateway frame is for: Discord's numbers, ours from 100.
public struct Opcode: RawRepresentable, Sendable, Hashable {
    /// The number, `op` on the wire.
    public let rawValue: Int
    /// Makes an opcode from its number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Server: an event.
    public static let dispatch = Self(rawValue: 0)
    /// Both: still there? `d` is the last sequence or null.
    public static let heartbeat = Self(rawValue: 1)
    /// Client: starts a session.
    public static let identify = Self(rawValue: 2)
    /// Client: sets the own status.
    public static let presenceUpdate = Self(rawValue: 3)
    /// Client: joins, moves in or leaves voice.
    public static let voiceStateUpdate = Self(rawValue: 4)
    /// Client: takes a session up again.
    public static let resume = Self(rawValue: 6)
    /// Server: please connect again, after `d.delay_ms` milliseconds.
    public static let reconnect = Self(rawValue: 7)
    /// Client: asks for members.
    public static let requestGuildMembers = Self(rawValue: 8)
    /// Server: the session can't be taken up (`d` false) or not now (`d` true).
    public static let invalidSession = Self(rawValue: 9)
    /// Server: the first frame.
    public static let hello = Self(rawValue: 10)
    /// Server: answers a heartbeat.
    public static let heartbeatACK = Self(rawValue: 11)
    /// Client, ours: chooses the channels whose typing and presence it wants.
    public static let subscribe = Self(rawValue: 100)
    /// Client, ours: a REST request over the socket, `{id, m, p, b}`.
    public static let call = Self(rawValue: 101)
    /// Server, ours: its answer, `{id, status, b}`.
    public static let callResult = Self(rawValue: 102)
}

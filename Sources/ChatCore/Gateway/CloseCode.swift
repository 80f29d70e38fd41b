/// Why the server closed a gateway connection: Discord's numbers, ours from 4030.
public struct CloseCode: RawRepresentable, Sendable, Hashable {
    /// The WebSocket close code.
    public let rawValue: Int
    /// Makes a code from its number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Done, by the client's wish.
    public static let normal = Self(rawValue: 1000)
    /// Going away.
    public static let goingAway = Self(rawValue: 1001)
    /// Something failed; resume.
    public static let unknownError = Self(rawValue: 4000)
    /// An opcode that the server doesn't know.
    public static let unknownOpcode = Self(rawValue: 4001)
    /// A frame that can't be read.
    public static let decodeError = Self(rawValue: 4002)
    /// A frame before identifying.
    public static let notAuthenticated = Self(rawValue: 4003)
    /// The token is wrong.
    public static let authenticationFailed = Self(rawValue: 4004)
    /// Identified twice.
    public static let alreadyAuthenticated = Self(rawValue: 4005)
    /// A sequence that never was; start anew.
    public static let invalidSequence = Self(rawValue: 4007)
    /// More frames than allowed.
    public static let rateLimited = Self(rawValue: 4008)
    /// No heartbeat came in time; start anew.
    public static let sessionTimedOut = Self(rawValue: 4009)
    /// A shard that doesn't exist.
    public static let invalidShard = Self(rawValue: 4010)
    /// An API version that doesn't exist.
    public static let invalidVersion = Self(rawValue: 4012)
    /// Intents that don't exist.
    public static let invalidIntents = Self(rawValue: 4013)
    /// Ours: the client read too slowly; resume.
    public static let tooSlow = Self(rawValue: 4030)
    /// Ours: the device was signed out; final.
    public static let sessionRevoked = Self(rawValue: 4031)
    /// Ours: the server stops; resume.
    public static let serverStopping = Self(rawValue: 4032)

    /// True when connecting again can't help.
    public var isFinal: Bool {
        self == .sessionRevoked || (4010...4014).contains(rawValue)
    }
}

/// The name of an event, `t` on the wire: Discord's, and ours where Discord has none.
public struct EventName: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The word.
    public let rawValue: String
    /// Makes a name from its word.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }

    /// A session starts.
    public static let ready = Self(rawValue: "READY")
    /// A session was taken up; everything missed came before.
    public static let resumed = Self(rawValue: "RESUMED")
    /// The community with all that is visible in it (v=10).
    public static let guildCreate = Self(rawValue: "GUILD_CREATE")
    /// The community changed.
    public static let guildUpdate = Self(rawValue: "GUILD_UPDATE")
    /// Someone joined.
    public static let guildMemberAdd = Self(rawValue: "GUILD_MEMBER_ADD")
    /// A member changed.
    public static let guildMemberUpdate = Self(rawValue: "GUILD_MEMBER_UPDATE")
    /// Someone left.
    public static let guildMemberRemove = Self(rawValue: "GUILD_MEMBER_REMOVE")
    /// An answer to opcode 8.
    public static let guildMembersChunk = Self(rawValue: "GUILD_MEMBERS_CHUNK")
    /// A channel was made, or became visible.
    public static let channelCreate = Self(rawValue: "CHANNEL_CREATE")
    /// A channel changed.
    public static let channelUpdate = Self(rawValue: "CHANNEL_UPDATE")
    /// A channel was deleted, or access to it was lost.
    public static let channelDelete = Self(rawValue: "CHANNEL_DELETE")
    /// A message was sent.
    public static let messageCreate = Self(rawValue: "MESSAGE_CREATE")
    /// A message was edited.
    public static let messageUpdate = Self(rawValue: "MESSAGE_UPDATE")
    /// A message was deleted.
    public static let messageDelete = Self(rawValue: "MESSAGE_DELETE")
    /// Someone types. Volatile.
    public static let typingStart = Self(rawValue: "TYPING_START")
    /// Someone came or went. Volatile.
    public static let presenceUpdate = Self(rawValue: "PRESENCE_UPDATE")
    /// The own account changed.
    public static let userUpdate = Self(rawValue: "USER_UPDATE")
    /// Ours: the own read marker moved.
    public static let readStateUpdate = Self(rawValue: "READ_STATE_UPDATE")
    /// Ours: one of the own devices was signed out.
    public static let sessionRevoked = Self(rawValue: "SESSION_REVOKED")
    /// Ours: a range of `n` that can't be shown any more.
    public static let redacted = Self(rawValue: "REDACTED")
    /// Ours: too much was missed in one scope; page its history.
    public static let scopeTooLong = Self(rawValue: "SCOPE_TOO_LONG")

    /// The intent that a v=10 session needs for it; nil for ours, which v=10 never gets.
    public var intent: Intents? {
        switch self {
        case .messageCreate, .messageUpdate, .messageDelete: .guildMessages
        case .channelCreate, .channelUpdate, .channelDelete, .guildCreate, .guildUpdate: .guilds
        case .guildMemberAdd, .guildMemberUpdate, .guildMemberRemove: .guildMembers
        case .typingStart: .guildMessageTyping
        case .presenceUpdate: .guildPresences
        case .userUpdate: []
        default: nil
        }
    }

    /// True when a v=10 session with these intents gets it.
    public func passes(_ intents: Intents) -> Bool {
        intent.map { intents.contains($0) } ?? false
    }
}

/// Which events a v=10 session wants (Discord's Gateway Intents).
public struct Intents: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// Makes a set from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// GUILD_*, CHANNEL_*, THREAD_*.
    public static let guilds = Self(rawValue: 1 << 0)
    /// GUILD_MEMBER_*.
    public static let guildMembers = Self(rawValue: 1 << 1)
    /// Bans and the audit log.
    public static let guildModeration = Self(rawValue: 1 << 2)
    /// WEBHOOKS_UPDATE.
    public static let guildWebhooks = Self(rawValue: 1 << 5)
    /// INVITE_*.
    public static let guildInvites = Self(rawValue: 1 << 6)
    /// VOICE_STATE_UPDATE.
    public static let guildVoiceStates = Self(rawValue: 1 << 7)
    /// PRESENCE_UPDATE.
    public static let guildPresences = Self(rawValue: 1 << 8)
    /// MESSAGE_*.
    public static let guildMessages = Self(rawValue: 1 << 9)
    /// MESSAGE_REACTION_*.
    public static let guildMessageReactions = Self(rawValue: 1 << 10)
    /// TYPING_START.
    public static let guildMessageTyping = Self(rawValue: 1 << 11)
    /// The text of others' messages; always given here.
    public static let messageContent = Self(rawValue: 1 << 15)
}

/// What a member may do: Discord's permission bits, on the wire a decimal string.
///
/// Source: the permissions page of Discord's API documentation.
public struct Permissions: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt64

    /// Makes a set from its bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: UInt64) { rawValue = 1 << bit }

    /// May create invites.
    public static let createInstantInvite = Self(bit: 0)
    /// May remove members.
    public static let kickMembers = Self(bit: 1)
    /// May ban members.
    public static let banMembers = Self(bit: 2)
    /// May do everything, in every channel.
    public static let administrator = Self(bit: 3)
    /// May create, change and delete channels.
    public static let manageChannels = Self(bit: 4)
    /// May change the community itself.
    public static let manageGuild = Self(bit: 5)
    /// May add reactions.
    public static let addReactions = Self(bit: 6)
    /// May read the audit log.
    public static let viewAuditLog = Self(bit: 7)
    /// Is heard above others in voice.
    public static let prioritySpeaker = Self(bit: 8)
    /// May share video.
    public static let stream = Self(bit: 9)
    /// May see the channel. Without it the channel does not exist for the member.
    public static let viewChannel = Self(bit: 10)
    /// May send messages.
    public static let sendMessages = Self(bit: 11)
    /// May send messages that are read aloud.
    public static let sendTTSMessages = Self(bit: 12)
    /// May delete and pin the messages of others.
    public static let manageMessages = Self(bit: 13)
    /// Links get a preview.
    public static let embedLinks = Self(bit: 14)
    /// May attach files.
    public static let attachFiles = Self(bit: 15)
    /// May read what was sent before.
    public static let readMessageHistory = Self(bit: 16)
    /// May notify everyone by `@everyone` and `@here`.
    public static let mentionEveryone = Self(bit: 17)
    /// May use emoji of other communities.
    public static let useExternalEmojis = Self(bit: 18)
    /// May join voice.
    public static let connect = Self(bit: 20)
    /// May speak in voice.
    public static let speak = Self(bit: 21)
    /// May mute others in voice.
    public static let muteMembers = Self(bit: 22)
    /// May deafen others in voice.
    public static let deafenMembers = Self(bit: 23)
    /// May move others between voice channels.
    public static let moveMembers = Self(bit: 24)
    /// May speak by voice activity, not only by push-to-talk.
    public static let useVAD = Self(bit: 25)
    /// May change the own nickname.
    public static let changeNickname = Self(bit: 26)
    /// May change others' nicknames.
    public static let manageNicknames = Self(bit: 27)
    /// May change roles and overwrites below the own highest role.
    public static let manageRoles = Self(bit: 28)
    /// May create and change webhooks.
    public static let manageWebhooks = Self(bit: 29)
    /// May use bots' commands.
    public static let useApplicationCommands = Self(bit: 31)
    /// May change and delete threads.
    public static let manageThreads = Self(bit: 34)
    /// May start public threads.
    public static let createPublicThreads = Self(bit: 35)
    /// May start private threads.
    public static let createPrivateThreads = Self(bit: 36)
    /// May send messages in threads.
    public static let sendMessagesInThreads = Self(bit: 38)
    /// May time members out.
    public static let moderateMembers = Self(bit: 40)
    /// May pin messages.
    public static let pinMessages = Self(bit: 51)

    /// Bits 0 to 52.
    public static let all = Self(rawValue: (1 << 53) - 1)

    /// What the role that everyone has is made with.
    public static let everyoneDefault: Self = [
        .createInstantInvite, .addReactions, .stream, .viewChannel, .sendMessages, .embedLinks,
        .attachFiles, .readMessageHistory, .useExternalEmojis, .connect, .speak, .useVAD,
        .changeNickname, .useApplicationCommands, .createPublicThreads, .sendMessagesInThreads,
    ]
}

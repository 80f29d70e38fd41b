import ChatCore

/// What the model asks of the world. The shell does it off the UI thread and answers
/// with events.
enum Effect: Sendable, Equatable {
    case signIn(SignInRequest)
    /// Keeps the message in the outbox; sends it too when `now` is true.
    case send(PendingMessage, now: Bool)
    /// The link is gone: what is on its way is taken back, and sent again, in order and
    /// with the same nonces, when there is another one.
    case holdSends
    case forgetPending(nonce: String)
    case edit(ChannelID, MessageID, String)
    case delete(ChannelID, MessageID)
    /// A page before the message (nil: the newest), from the cache or the server.
    case loadHistory(ChannelID, before: MessageID?)
    case acknowledge(ChannelID, MessageID)
    /// Typing and presence of this channel are wanted.
    case watch(ChannelID)
    case startTyping(ChannelID)
    case setStatus(Presence.Status)
    case setTopic(ChannelID, String?)
    case createChannel(
        name: String, kind: NewChannelKind, parent: ChannelID?, guild: GuildID, me: UserID)
    case createInvite(ChannelID)
    case saveDraft(ChannelID, String)
    /// Kept on this machine, for this account.
    case savePreference(Preference, String)
    case bell
    case setMouse(Bool)
    case redraw
    case quit
}

/// What `/create` makes.
enum NewChannelKind: String, Sendable {
    case text, voice, category
    /// Text, hidden from everyone but its maker.
    case `private`
}

/// Kept in the cache's file beside the log, and not dropped with it.
enum Preference: Sendable, Hashable {
    case setting(Setting)
    /// User ids, separated by blanks.
    case ignored
    /// Words, separated by blanks.
    case highlights
    /// Channel ids, separated by blanks.
    case parted
    /// The channel that was open last.
    case lastChannel

    var key: String {
        switch self {
        case .setting(let setting): "set.\(setting.rawValue)"
        case .ignored: "ignored"
        case .highlights: "highlights"
        case .parted: "parted"
        case .lastChannel: "last_channel"
        }
    }
}

/// What the sign-in screen gathered.
struct SignInRequest: Sendable, Equatable {
    var server: String
    var registers: Bool
    var user: String
    var password: String
    var invite: String
    /// The certificate the user has agreed to, as hex.
    var pin: String?
}

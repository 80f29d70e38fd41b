import ChatBase
import ChatCore

/// What happens to the model.
enum AppEvent: Sendable {
    case input(InputEvent)
    /// The deadline the model asked for has come.
    case deadline

    // MARK: Signing in
    case signInNeeded(server: String, user: String, reason: String?)
    case signInFailed(String)
    /// The server shows a certificate nobody vouches for; `changed` when another one was
    /// pinned before.
    case certificateUnknown(fingerprint: String, changed: Bool)

    // MARK: The connection and the log
    /// What the cache knows, before any network.
    case restored(Restored)
    case link(Link)
    /// A new session. `stale`: channels whose cached log may lack messages before the next
    /// live one. `isNewEpoch`: the cache was dropped, nothing of before counts.
    case ready(Ready, stale: Set<ChannelID>, isNewEpoch: Bool)
    /// A change that was not seen before, already in the cache. `gapBefore`: messages
    /// between it and the newest one here may be missing.
    case gateway(GatewayEvent, gapBefore: Bool)
    case page(HistoryPage)
    case pageFailed(ChannelID, String)
    case outbox(nonce: String, OutboxResult)
    /// One line about something the user asked for.
    case note(String, isError: Bool)
    case invitation(code: String, server: String)
    /// Go there, now or once it is known.
    case goTo(ChannelID)
}

/// The state of the cache at start.
struct Restored: Sendable {
    var server = ""
    var me: User?
    var guild: Guild?
    var channels: [Channel] = []
    var members: [Member] = []
    var readStates: [ReadState] = []
    var outbox: [PendingMessage] = []
    var drafts: [ChannelID: String] = [:]
    var preferences: [String: String] = [:]
    /// Told apart from those of other processes of this account.
    var nonceSeed: UInt64 = 0
}

/// A part of a channel's history, oldest first, without holes except where marked.
struct HistoryPage: Sendable {
    var channel: ChannelID
    var messages: [ChatMessage]
    /// What was asked for; nil: the newest.
    var before: MessageID?
    var reachesStart: Bool
    /// False from the cache while the newest messages may be missing.
    var isCurrent: Bool
}

enum OutboxResult: Sendable {
    case sent(Message)
    case refused(String)
    /// No answer: it waits and is sent again with the same nonce.
    case unreachable
}

import ChatBase
import ChatCore

/// The client's whole state. `update` is the only way in, effects the only way out: no
/// I/O, no clock, no randomness, so a test can play any story.
struct AppModel: Sendable {
    var phase = Phase.starting
    var columns = 80
    var rows = 24
    var isFocused = true
    var overlay: Overlay?
    var notice: Notice?
    /// Alt-L: nothing but messages, so that selecting by mouse gets only them.
    var isZoomed = false

    var server = ""
    var me: User?
    var guild: Guild?
    var link = Link.offline(nil)
    var channels: [ChannelID: ChannelState] = [:]
    var members: [UserID: Member] = [:] { didSet { isMemberOrderStale = true } }
    var statuses: [UserID: Presence.Status] = [:] { didSet { isMemberOrderStale = true } }
    /// Those who are there first, then by name; as of the last update.
    private(set) var memberOrder: [UserID] = []
    private var isMemberOrderStale = false
    var myStatus = Presence.Status.online
    var typing = TypingTable()

    var open: ChannelID?
    /// To be opened once its creation comes through the log.
    var wanted: ChannelID?
    /// Channels in the order of use, the latest first.
    var recent: [ChannelID] = []
    var settings: [Setting: String] = [:]
    var ignored: Set<UserID> = []
    var highlights: [String] = []
    var parted: Set<ChannelID> = []

    var editor = LineEditor()
    /// The message of ours that Enter will change.
    var editing: MessageID?
    var completion: Completion?
    /// A first Ctrl-C; the second one quits until then.
    var quitArmed: MonotonicTime?

    /// When the line being written is to be kept, against crashes.
    var draftDue: MonotonicTime?
    /// When the open channel's read marker is to be told to the server.
    var acknowledgeDue: MonotonicTime?
    /// What the server knows of it.
    var acknowledged: [ChannelID: MessageID] = [:]
    /// Others are told that we write at most once in a while.
    var typingDue: [ChannelID: MonotonicTime] = [:]
    var nonces = NonceSource(seed: 0)
    /// Local time, given by the shell, for it needs the system's tables.
    var clock = LocalClock()

    enum Phase: Sendable, Equatable {
        /// Nothing is known yet: the first frame.
        case starting
        case signIn(SignInForm)
        case chat
    }

    /// The earliest moment at which something changes by itself.
    var deadline: MonotonicTime? {
        var times = [notice?.until, acknowledgeDue, draftDue, quitArmed].compactMap { $0 }
        if let open, let end = typing.deadline(in: open) { times.append(end) }
        return times.min()
    }

    mutating func update(_ event: AppEvent, now: MonotonicTime) -> [Effect] {
        let effects = take(event, now: now)
        // Sorted when it changed, not with each frame: there may be thousands.
        if isMemberOrderStale {
            isMemberOrderStale = false
            memberOrder = sortedMembers()
        }
        return effects
    }

    private mutating func take(_ event: AppEvent, now: MonotonicTime) -> [Effect] {
        switch event {
        case .input(let input):
            let effects = handle(input, now: now)
            noteDraft(now: now)
            return effects
        case .deadline: return expire(now: now)
        case .signInNeeded(let server, let user, let reason):
            return showSignIn(server, user, reason)
        case .signInFailed(let reason): return signInFailed(reason)
        case .certificateUnknown(let fingerprint, let changed):
            return askCertificate(fingerprint, changed: changed)
        case .restored(let restored): return restore(restored)
        case .link(let link): return change(to: link)
        case .ready(let ready, let stale, let isNewEpoch):
            return take(ready, stale: stale, isNewEpoch: isNewEpoch, now: now)
        case .gateway(let event, let gapBefore):
            return take(event, gapBefore: gapBefore, now: now)
        case .page(let page): return take(page, now: now)
        case .pageFailed(let channel, let reason):
            channels[channel]?.loading = .failed(reason)
            return []
        case .outbox(let nonce, let result): return settle(nonce, result)
        case .note(let text, let isError):
            say(text, isError: isError, now: now)
            return []
        case .invitation(let code, let server): return show(invitation: code, server)
        case .goTo(let channel):
            if channels[channel] != nil { return go(to: channel, now: now) }
            wanted = channel
            return []
        }
    }

    mutating func expire(now: MonotonicTime) -> [Effect] {
        typing.expire(now: now)
        if let until = notice?.until, until <= now { notice = nil }
        if let armed = quitArmed, armed <= now { quitArmed = nil }
        var effects: [Effect] = []
        if let due = draftDue, due <= now { effects += saveDraft() }
        if let due = acknowledgeDue, due <= now { effects += flushAcknowledgement() }
        return effects
    }

    mutating func say(_ text: String, isError: Bool = false, now: MonotonicTime) {
        notice = Notice(text: text, isError: isError, until: now + Notice.lifetime)
    }

    func value(of setting: Setting) -> String {
        settings[setting] ?? setting.values[0]
    }
}

import ChatCore

/// A channel and how this user stands in it.
struct ChannelState: Sendable, Equatable {
    var info: Channel
    var log = MessageLog()
    var pending: [PendingMessage] = []
    /// Nil while the pane follows the newest message.
    var anchor: Anchor?
    /// Messages that arrived below what is shown.
    var newBelow = 0
    var draft = ""
    var history = InputHistory()

    /// The newest message this user has read, on any device.
    var readMarker: MessageID?
    var unread = 0
    var mentions = 0
    /// The divider stands after this message while the channel is open.
    var divider: MessageID?
    /// What /clear hid.
    var clearedThrough: MessageID?

    var loading = Loading.idle
    /// The very first message is in `log`.
    var reachesStart = false
    /// Nothing was loaded yet.
    var isStale = true

    enum Loading: Sendable, Equatable {
        case idle
        case running(before: MessageID?)
        /// It didn't work; with the reason, until the user scrolls again.
        case failed(String)
    }

    init(info: Channel) { self.info = info }

    var isCategory: Bool { info.kind == .category }

    /// Rows of the pane: messages, then what waits in the outbox.
    var itemCount: Int { log.count + pending.count }

    /// Changes were missed: what is here can't be trusted.
    mutating func forgetLog() {
        log.removeAll()
        follow()
        reachesStart = false
        isStale = true
        loading = .idle
    }

    mutating func follow() {
        anchor = nil
        newBelow = 0
    }
}

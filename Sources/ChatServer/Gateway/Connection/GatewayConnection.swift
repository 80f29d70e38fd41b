import ChatBase
import ChatCore
import ChatNet
import ChatWire

/// The shell around one gateway connection: gives the session machine frames and time,
/// does what it asks, and sends the stream. Confined to its loop.
final class GatewayConnection: WebSocketHandler {
    let hub: Hub
    let origin: APIRequest.Origin
    /// `ws://host` as the client reached it.
    let gatewayURL: String
    var session: ServerSession
    var socket: WebSocket?
    private var timer: TimerID?

    // MARK: Set with a session

    private(set) var principal: Principal?
    var sessionID: SessionID?
    var status = Presence.Status.online
    var resumption: Resumption?
    var membersAnswers: [MembersAnswer] = []

    // MARK: Set while attached to the stream

    private(set) var isAttached = false
    private(set) var view = View(user: UserID(0), channels: [], seesModeration: false)
    /// Nil after a change, until the new view is interned.
    var viewID: ViewID?
    private(set) var intents: Intents?
    /// Bit by bit, which types of rows are sent.
    private var types: UInt64 = 0
    /// The last number given on v=10.
    var sequence: Int64 = 0
    /// Where the last stored segment begins, and when that was.
    var segmentStart: Int64 = 0
    var segmentTime = MonotonicTime(nanoseconds: 0)
    /// Whether a heartbeat can let segments go.
    var hasOldSegments = false
    var typingChannels: Set<ChannelID> = []
    var watchesPresence = false
    private var presenceKey: UInt64?

    init(
        hub: Hub, dialect: Dialect, origin: APIRequest.Origin, gatewayURL: String
    ) {
        self.hub = hub
        self.origin = origin
        self.gatewayURL = gatewayURL
        let settings = hub.gateway.settings
        session = ServerSession(
            settings: ServerSession.Settings(
                dialect: dialect, epoch: hub.snapshot.epoch,
                heartbeatInterval: settings.heartbeatInterval,
                identifyTimeout: settings.identifyTimeout, frameLimit: settings.frameLimit,
                frameWindow: settings.frameWindow, cursorRetention: settings.cursorRetention),
            now: hub.loop.now)
    }

    var gateway: Gateway { hub.gateway }
    var dialect: Dialect { session.dialect }
    var user: UserID { principal?.user ?? UserID(0) }

    // MARK: WebSocketHandler

    func opened(_ socket: WebSocket) {
        self.socket = socket
        hub.opened(self, as: socket.id)
        socket.send(text: session.hello)
        schedule()
    }

    func received(_ message: [UInt8], isText: Bool, _ socket: WebSocket) {
        // Some libraries send JSON in binary frames.
        perform(session.received(message, now: hub.loop.now))
    }

    func closed(code: Int?, _ socket: WebSocket) {
        _ = session.end(.goingAway, "")
        hub.closed(self, as: socket.id)
        if let timer { hub.loop.cancel(timer) }
        timer = nil
        if let presenceKey { gateway.presence.disconnect(user, connection: presenceKey) }
        if principal != nil { gateway.sessionEnded() }
        presenceKey = nil
        isAttached = false
        resumption = nil
        membersAnswers = []
        self.socket = nil
    }

    func stopping(_ socket: WebSocket) {
        let delay = gateway.reconnectDelay()
        socket.send(text: ServerFrame.reconnect(dialect, delay: delay))
        close(.serverStopping, "the server stops; come back")
    }

    func close(_ code: CloseCode, _ reason: String) {
        perform(session.end(code, reason))
    }

    // MARK: Time

    private func schedule() {
        guard let deadline = session.deadline else { return }
        let id = socket?.id
        timer = hub.loop.schedule(after: max(.zero, deadline - hub.loop.now)) { [hub] _ in
            guard let id, let connection = hub.connection(id) else { return }
            connection.timer = nil
            connection.perform(connection.session.timeout(now: hub.loop.now))
            connection.schedule()
        }
    }

    // MARK: The stream

    func signIn(_ principal: Principal) {
        if self.principal == nil { gateway.sessionBegan() }
        self.principal = principal
    }

    /// Signed in and a member still; true before there is a session.
    func isWelcome(_ snapshot: Snapshot) -> Bool {
        guard let principal else { return true }
        return snapshot.accounts.isSignedIn(principal)
            && snapshot.community.members[principal.user] != nil
    }

    func listen(for intents: Intents?) {
        self.intents = intents
        types = LogType.allCases.reduce(0) { bits, type in
            type.passes(intents) ? bits | 1 << UInt64(type.rawValue) : bits
        }
    }

    /// From here on the connection gets what happens: first what it missed since the
    /// place where its view was taken.
    func attach(view: View, viewID: ViewID, missed: ArraySlice<Delivery>) {
        self.view = view
        self.viewID = viewID
        isAttached = true
        segmentStart = sequence
        segmentTime = hub.loop.now
        var heads = hub.heads(before: missed)
        for delivery in missed {
            let row = delivery.event.row
            heads.advance(over: row)
            if let community = delivery.event.community {
                changeView(
                    to: community.view(of: user), at: delivery, community, heads: heads,
                    subscribes: false)
            } else if self.view.contains(row.scope) {
                deliver(delivery.message(for: self.view), type: row.type)
            }
        }
        hub.subscribe(self, to: self.view.scopes)
        if dialect == .v10, intents?.contains(.guildPresences) == true {
            hub.watchPresence(self, true)
        }
        if presenceKey == nil {
            presenceKey = gateway.presence.connect(user, status: status)
        }
        session.authenticated()
    }

    var subscribedScopes: [Scope] { isAttached ? view.scopes : [] }

    func deliver(_ message: WireMessage, type: LogType) {
        if types & (1 << UInt64(type.rawValue)) != 0 { sendNumbered(message) }
    }

    /// A frame that takes the next number.
    func sendNumbered(_ message: WireMessage, rows: Int64 = 1) {
        guard let socket else { return }
        guard dialect == .v10 else { return socket.send(message) }
        sequence += rows
        socket.send(message, head: head)
    }

    /// A frame that repeats the last number.
    func sendVolatile(_ message: WireMessage) {
        guard let socket else { return }
        guard dialect == .v10 else { return socket.send(message) }
        socket.send(message, head: head)
    }

    private var head: InlineBytes {
        var head = InlineBytes(#"{"s":"#)
        head.append(decimal: UInt64(sequence))
        head.append(",")
        return head
    }

    func changeView(
        to new: View, at delivery: Delivery, _ community: Community, heads: ScopeHeads,
        subscribes: Bool
    ) {
        let row = delivery.event.row
        let change = ViewChange(row: row.head, from: view, to: new, intents: intents)
        let old = view
        if new != old {
            view = new
            viewID = nil
            hasOldSegments = true
            for id in change.lost { sendNumbered(EventFrame.lost(id, in: community)) }
            for id in change.gained { sendGained(id, in: community, heads: heads) }
            typingChannels = typingChannels.filter(new.contains)
        }
        if change.sendsRow { sendNumbered(delivery.message(for: new)) }
        if new != old {
            segmentStart = sequence
            segmentTime = hub.loop.now
        }
        guard subscribes, new != old else { return }
        hub.unsubscribe(self, from: old.scopes.filter { !new.contains($0) })
        hub.subscribe(self, to: new.scopes.filter { !old.contains($0) })
    }

    func sendGained(_ id: ChannelID, in community: Community, heads: ScopeHeads) {
        guard
            let channel = community.channel(
                id, for: view, lastMessageID: heads.lastMessage(in: id),
                lastN: heads.lastN(of: .channel(id)))
        else { return }
        sendNumbered(EventFrame.gained(channel))
    }

    func wantsTyping(in channel: ChannelID) -> Bool {
        dialect == .v10
            ? intents?.contains(.guildMessageTyping) == true : typingChannels.contains(channel)
    }

    /// Tells others how the user is.
    func show(_ status: Presence.Status) {
        self.status = status
        if let presenceKey {
            gateway.presence.update(user, connection: presenceKey, status: status)
        }
    }
}

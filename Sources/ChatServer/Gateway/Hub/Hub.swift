import ChatBase
import ChatCore
import ChatNet
import ChatWire

/// One loop's part of the gateway: who sees which scope, the newest events, and the state
/// as of the last batch. Confined to its loop.
final class Hub {
    unowned let loop: EventLoop
    let gateway: Gateway
    let router: Router
    let services: APIServices
    private(set) var snapshot: Snapshot
    /// Where the scopes stand after the last event that came.
    private(set) var heads: ScopeHeads
    private var tail: EventTail
    private var connections: [ConnectionID: GatewayConnection] = [:]
    private var subscribers: [Scope: SubscriberList] = [:]
    private var presenceWatchers = SubscriberList()

    init(
        loop: EventLoop, gateway: Gateway, snapshot: Snapshot, heads: ScopeHeads,
        router: Router, services: APIServices
    ) {
        self.loop = loop
        self.gateway = gateway
        self.router = router
        self.services = services
        self.snapshot = snapshot
        self.heads = heads
        tail = EventTail(capacity: gateway.settings.tailCapacity, floor: snapshot.position)
    }

    /// The last row of the log that came here.
    var position: Int64 { snapshot.position }

    // MARK: Connections

    func opened(_ connection: GatewayConnection, as id: ConnectionID) {
        connections[id] = connection
    }

    func closed(_ connection: GatewayConnection, as id: ConnectionID) {
        connections[id] = nil
        for scope in connection.subscribedScopes { subscribers[scope]?.remove(connection) }
        presenceWatchers.remove(connection)
    }

    func connection(_ id: ConnectionID) -> GatewayConnection? { connections[id] }

    var all: some Collection<GatewayConnection> { connections.values }

    /// The events after a position; nil when they are no longer here.
    func missed(after position: Int64) -> ArraySlice<Delivery>? { tail.events(after: position) }

    /// Where the scopes stood before these events.
    func heads(before events: ArraySlice<Delivery>) -> ScopeHeads {
        heads.rewound(before: events)
    }

    func subscribe(_ connection: GatewayConnection, to scopes: [Scope]) {
        for scope in scopes { subscribers[scope, default: SubscriberList()].insert(connection) }
    }

    func unsubscribe(_ connection: GatewayConnection, from scopes: [Scope]) {
        for scope in scopes {
            subscribers[scope]?.remove(connection)
            if subscribers[scope]?.isEmpty == true { subscribers[scope] = nil }
        }
    }

    func watchPresence(_ connection: GatewayConnection, _ watches: Bool) {
        if watches {
            presenceWatchers.insert(connection)
        } else {
            presenceWatchers.remove(connection)
        }
    }

    // MARK: The log

    func receive(_ deliveries: [Delivery], _ snapshot: Snapshot) {
        var mayRevoke = false
        for delivery in deliveries {
            let event = delivery.event
            tail.append(delivery)
            heads.advance(over: event.row)
            if let community = event.community {
                changeViews(delivery, community)
            } else {
                fanOut(delivery)
            }
            mayRevoke = mayRevoke || [.sessionRevoked, .memberRemove].contains(event.row.type)
        }
        self.snapshot = snapshot
        if mayRevoke { closeRevoked() }
    }

    private func fanOut(_ delivery: Delivery) {
        let row = delivery.event.row
        guard let list = subscribers[row.scope] else { return }
        guard delivery.event.dependsOnView else {
            for connection in list.connections {
                connection.deliver(delivery.message, type: row.type)
            }
            return
        }
        var messages: [[ChannelID]: WireMessage] = [:]
        for connection in list.connections {
            let view = connection.view
            let message = messages[view.channels] ?? delivery.message(for: view)
            messages[view.channels] = message
            connection.deliver(message, type: row.type)
        }
    }

    /// A permission row: the only place where what a connection sees is computed anew.
    private func changeViews(_ delivery: Delivery, _ community: Community) {
        var views: [UserID: View] = [:]
        for connection in connections.values where connection.isAttached {
            let user = connection.user
            let view = views[user] ?? community.view(of: user)
            views[user] = view
            connection.changeView(
                to: view, at: delivery, community, heads: heads, subscribes: true)
        }
    }

    private func closeRevoked() {
        for connection in connections.values where !connection.isWelcome(snapshot) {
            connection.close(.sessionRevoked, "this device was signed out")
        }
    }

    // MARK: What is not logged

    func typing(_ user: UserID, in channel: ChannelID, _ message: WireMessage) {
        guard let list = subscribers[.channel(channel)] else { return }
        for connection in list.connections
        where connection.user != user && connection.wantsTyping(in: channel) {
            connection.sendVolatile(message)
        }
    }

    func presence(_ messages: [WireMessage]) {
        for connection in presenceWatchers.connections {
            for message in messages { connection.sendVolatile(message) }
        }
    }

    /// A session goes on elsewhere: its former connection must not get its events.
    func displace(_ session: SessionID, except id: ConnectionID) {
        for (other, connection) in connections
        where other != id && connection.sessionID == session {
            connection.close(.unknownError, "the session was resumed by another connection")
        }
    }
}

import ChatBase
import ChatCore
import ChatNet
import ChatWire
import Synchronization

/// What the loops share of the gateway, and what the rest of the server tells it.
package final class Gateway: GatewayNotifier {
    let engine: any Database
    let settings: GatewaySettings
    let time: any TimeSource
    let logger: Logger
    let presence: PresenceService
    private let cursorKey: AEAD
    private let typingGate: Lock<TypingGate>
    private let sessions = Atomic(0)
    private let loops = Lock<[EventLoop]>([])

    /// - Parameter cursorKey: 32 bytes that stay the same over restarts.
    package init(
        engine: any Database, settings: GatewaySettings, cursorKey: [UInt8], time: any TimeSource,
        logger: Logger
    ) {
        self.engine = engine
        self.settings = settings
        self.time = time
        self.logger = logger
        self.cursorKey = AEAD(key: cursorKey)
        presence = PresenceService(grace: settings.presenceGrace, time: time)
        typingGate = Lock(TypingGate(interval: settings.typingInterval))
    }

    /// Gives each loop its hub and starts to tell presence. Before any batch.
    ///
    /// - Parameter heads: as of the engine's snapshot.
    package func attach(
        to loops: [EventLoop], heads: ScopeHeads, router: Router, services: APIServices
    ) {
        self.loops.withLock { $0 = loops }
        let snapshot = engine.snapshot
        for loop in loops {
            loop.post { [self] loop in
                loop.attachment = Hub(
                    loop: loop, gateway: self, snapshot: snapshot, heads: heads, router: router,
                    services: services)
            }
        }
        presence.remember(Self.recent(snapshot))
        loops.first?.post { [self] in tellPresence($0) }
    }

    /// The hub of a loop, on that loop.
    static func hub(of loop: EventLoop) -> Hub {
        guard let hub = loop.attachment as? Hub else {
            preconditionFailure("the gateway is attached to its loops before they serve")
        }
        return hub
    }

    // MARK: From the writer

    /// Hands a batch to every loop.
    package func publish(_ batch: Batch) {
        let deliveries = batch.events.map { Delivery($0) }
        let snapshot = batch.snapshot
        everywhere { $0.receive(deliveries, snapshot) }
    }

    private func everywhere(_ body: @escaping @Sendable (Hub) -> Void) {
        for loop in loops.withLock({ $0 }) { loop.post { body(Self.hub(of: $0)) } }
    }

    // MARK: GatewayNotifier

    package func typing(_ user: UserID, in channel: ChannelID) {
        let now = time.now
        guard typingGate.withLock({ $0.passes(user, channel, now: now) }) else { return }
        let message = EventFrame.typing(
            user, in: channel, of: engine.snapshot.community, at: time.wall)
        everywhere { $0.typing(user, in: channel, message) }
    }

    package var sessionCount: Int { sessions.load(ordering: .relaxed) }
    package var onlineCount: Int { presence.shown.count }

    func sessionBegan() { sessions.add(1, ordering: .relaxed) }
    func sessionEnded() { sessions.subtract(1, ordering: .relaxed) }

    // MARK: Presence

    /// Those who may have been there before a restart: the last to use a device, not more
    /// than can be told about at once.
    private static func recent(_ snapshot: Snapshot) -> [UserID] {
        let devices = snapshot.accounts.devices.values.sorted { $0.lastUsed > $1.lastUsed }
        return Array(Set(devices.prefix(500).map(\.user)))
    }

    /// One loop looks once in each interval; every loop gets the same bytes.
    private func tellPresence(_ loop: EventLoop) {
        let changes = presence.changes()
        if !changes.isEmpty {
            let guild = engine.snapshot.community.guild.id
            let messages = changes.map { EventFrame.presence($0, guild: guild) }
            everywhere { $0.presence(messages) }
        }
        _ = loop.schedule(after: settings.presenceInterval) { [self] in tellPresence($0) }
    }

    // MARK: For connections

    func displace(_ session: SessionID, except id: ConnectionID) {
        everywhere { $0.displace(session, except: id) }
    }

    func seal(_ cursor: Cursor) -> String {
        var random = SystemRandom()
        return cursor.sealed(with: cursorKey, nonce: random.bytes(12))
    }

    func open(_ text: String) -> Cursor? { Cursor(text, key: cursorKey) }

    /// Random within the spread, so that a restart does not bring a herd.
    func reconnectDelay() -> Duration {
        var random = SystemRandom()
        let spread = UInt64(max(1, settings.reconnectSpread.milliseconds))
        return .milliseconds(Int64(random.next() % spread))
    }
}

import ChatBase
import ChatCore

@testable import ChatNet
@testable import ChatServer

/// A whole server on one thread in virtual time: its loop, connections, sockets, hub and
/// routes are the real ones; only threads and clocks are not.
final class VirtualServer {
    let time: ManualTime
    let store: SQLiteStore
    let database: VirtualDatabase
    let loop: EventLoop
    let gateway: Gateway
    let router: Router
    private let services: APIServices
    private let passwords: PasswordWorkers

    /// - Parameter isTight: limits are so small that replays wait and readers are cut.
    init(
        _ store: SQLiteStore, time: ManualTime, seed: UInt64, isTight: Bool,
        onBatch: @escaping (Batch) -> Void
    ) throws {
        self.time = time
        self.store = store
        database = try VirtualDatabase(store, time: time, seed: seed)
        loop = try EventLoop(index: 0, time: time)
        var settings = GatewaySettings()
        if isTight {
            settings.tailCapacity = 24
            settings.replayPage = 16
        }
        settings.frameLimit = 10_000
        let logger = Logger(label: "sim", handler: MemoryLogHandler())
        gateway = Gateway(
            engine: database, settings: settings, cursorKey: database.keys.cursorKey, time: time,
            logger: logger)
        var configuration = Configuration(dataDirectory: "/nonexistent")
        configuration.limits.isEnabled = false
        if isTight {
            configuration.limits.queuedFrames = 60
            configuration.limits.queuedBytes = 60_000
        }
        passwords = PasswordWorkers(
            hasher: PasswordHasher(memory: 64, iterations: 1, lanes: 1), threads: 0, capacity: 1)
        services = APIServices(
            configuration: configuration, engine: database, passwords: passwords,
            notifier: gateway, time: time, logger: logger
        ) { _, _ in }
        router = Router(routes: APIRoutes.served, services: services)
        var network = NetConfiguration(listeners: [])
        network.limits.queuedFrames = configuration.limits.queuedFrames
        network.limits.queuedBytes = configuration.limits.queuedBytes
        let (gateway, loop) = (gateway, loop)
        loop.host = LoopHost(
            service: APIService(loop: loop, router: router, services: services) { request in
                gateway.upgrade(request, on: loop)
            }, shared: try NetServer.Shared(network, logger))
        gateway.attach(
            to: [loop], heads: try database.view.scopeHeads(), router: router,
            services: services)
        let services = services
        database.onBatch = { batch in
            gateway.publish(batch)
            services.published(batch)
            onBatch(batch)
        }
        loop.turn(waits: false)
    }

    var overflows: Int {
        loop.host?.statistics.overflows.load(ordering: .relaxed) ?? 0
    }

    /// A loop's turn and a step of the storage, as the simulation's dice fall.
    func step(_ random: inout SeededRandom) {
        let dice = random.next()
        if dice % 3 != 0 { loop.turn(waits: false) }
        if dice / 3 % 3 != 0 {
            database.step(reading: dice / 9 % 2 == 0, commands: Int(dice / 18 % 4) + 1)
        }
    }

    /// The process dies: nothing is said to anyone, what was not committed is gone.
    func crash() {
        for source in loop.sources { (source as? Connection)?.close(reset: true) }
        loop.attachment = nil
        loop.host = nil
    }

    /// A REST request, answered at once.
    func get(_ path: String, as principal: Principal) -> (status: Int, body: [UInt8]) {
        let parts = path.split(separator: "?", maxSplits: 1)
        let answer = Lock<(status: Int, body: [UInt8])?>(nil)
        router.handle(
            APIRequest(
                method: "GET", path: String(parts[0]),
                query: parts.count > 1 ? String(parts[1]) : nil, principal: principal, id: "sim")
        ) { response in
            answer.withLock { $0 = (response.status, response.body) }
        }
        while !database.isIdle { database.step(reading: true, commands: 1) }
        return answer.withLock { $0 } ?? (0, [])
    }
}

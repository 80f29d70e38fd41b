import ChatBase
import ChatCore
import ChatNet
import Glibc

/// A server: the storage, the loops, the API and the gateway put together.
///
///     let server = try Server(Configuration(dataDirectory: "/var/lib/roost"))
///     let urls = try server.start()
///     …
///     server.stop()
public final class Server: Sendable {
    /// What it was made with.
    public let configuration: Configuration
    /// The SHA-256 of the certificate that the server made for itself, which clients pin;
    /// nil without one.
    public let fingerprint: String?

    package let engine: Engine
    package let services: APIServices
    private let gateway: Gateway
    private let router: Router
    private let logger: Logger
    private let time: any TimeSource
    private let plan: ListenPlan
    private let net: Lock<NetServer?>
    private let administration = Lock<AdministrationSocket?>(nil)

    /// Opens the data directory, made if it is missing. Logs to standard error.
    ///
    /// - Throws: an error whose description says what is wrong and what to do about it.
    public convenience init(_ configuration: Configuration) throws {
        let level = Logger.Level(name: configuration.logLevel) ?? .info
        try self.init(
            configuration,
            logger: Logger(label: "roostd", level: level, handler: StreamLogHandler()),
            time: SystemTime())
    }

    private struct BatchReceiver: Sendable {
        let receive: @Sendable (Batch) -> Void
    }

    package init(_ configuration: Configuration, logger: Logger, time: any TimeSource) throws {
        self.configuration = configuration
        self.logger = logger
        self.time = time
        let directory = DataDirectory(configuration.dataDirectory)
        plan = try ListenPlan(configuration, directory)
        try directory.create()
        fingerprint = try plan.prepareCertificate(configuration)
        // The batches' receiver is made after the engine, and before its first command.
        let receiver = Lock(BatchReceiver { _ in })
        engine = try Engine(
            directory: directory, settings: EngineSettings(configuration), time: time,
            logger: logger
        ) { batch in
            receiver.withLock { $0 }.receive(batch)
        }
        gateway = Gateway(
            engine: engine, settings: GatewaySettings(configuration),
            cursorKey: engine.keys.cursorKey, time: time, logger: logger)
        let net = Lock<NetServer?>(nil)
        self.net = net
        services = APIServices(
            configuration: configuration, engine: engine,
            passwords: PasswordWorkers(configuration.accounts), notifier: gateway, time: time,
            logger: logger
        ) { delay, body in
            net.withLock { $0 }?.loops[0].post { loop in
                _ = loop.schedule(after: delay) { _ in body() }
            }
        }
        router = Router(routes: APIRoutes.served, services: services)
        let (gateway, services) = (gateway, services)
        receiver.withLock {
            $0 = BatchReceiver { batch in
                gateway.publish(batch)
                services.published(batch)
            }
        }
    }

    // MARK: Running

    /// Listens and serves. If that fails, the server is stopped.
    ///
    /// - Returns: the URLs it serves: `http://127.0.0.1:34567`, `https://…`, `unix:/path`.
    /// - Throws: an error whose description says what is wrong, such as an address in use.
    public func start() throws -> [String] {
        do {
            return try serve()
        } catch {
            stop()
            throw error
        }
    }

    private func serve() throws -> [String] {
        var ports = PortMemory(engine.directory)
        let urls: [String]
        do {
            urls = try listenPatiently(ports)
        } catch let error as NetError where error.code == .addressInUse {
            // Somebody else may have the port of the last time by now.
            urls = try listen(nil)
        }
        plan.remember(urls, in: &ports)
        if let url = urls.first(where: { $0.hasPrefix("http") }) {
            services.listeningURL.withLock { $0 = url }
        }
        let socket = try AdministrationSocket(
            engine.directory, router: router, services: services, logger: logger)
        try socket.start()
        administration.withLock { $0 = socket }
        maintain()
        logger.notice("serving", [("urls", urls.joined(separator: " "))])
        return urls
    }

    /// A server that was killed gives back its lock before its port.
    private func listenPatiently(_ ports: PortMemory) throws -> [String] {
        let end = time.now + .seconds(2)
        while true {
            do {
                return try listen(ports)
            } catch let error as NetError where error.code == .addressInUse && time.now < end {
                poll(nil, 0, 50)
            }
        }
    }

    private func listen(_ ports: PortMemory?) throws -> [String] {
        let server = try NetServer(
            configuration: NetConfiguration(configuration, plan, ports), logger: logger,
            time: time
        ) { [router, services, gateway] loop in
            APIService(loop: loop, router: router, services: services) { request in
                gateway.upgrade(request, on: loop)
            }
        }
        let heads = try engine.readAndWait { view throws(APIError) in try view.scopeHeads() }
        gateway.attach(to: server.loops, heads: heads, router: router, services: services)
        net.withLock { $0 = server }
        let statistics = server.statistics
        services.gauges.withLock { $0 = Metrics.Source { statistics.gauges } }
        return try server.start()
    }

    /// Reads the certificate files again, for new connections. On an error the old ones stay.
    ///
    /// - Throws: an error whose description says what is wrong with them.
    public func reloadCertificates() throws {
        try net.withLock { $0 }?.reloadCertificates()
    }

    /// Tells clients to come back, finishes what was begun, and closes the data. Blocks for
    /// `configuration.shutdownTimeout` and a little at most. Call once.
    public func stop() {
        services.isStopping.withLock { $0 = true }
        services.waiters.wakeAll()
        administration.withLock { $0 }?.stop()
        net.withLock { $0 }?.stop(deadline: configuration.shutdownTimeout)
        services.passwords.stop()
        engine.stop()
        logger.notice("stopped")
    }

    // MARK: Maintenance

    private static let maintenanceInterval = Duration.seconds(60)

    private func maintain() {
        services.schedule(Self.maintenanceInterval) { [weak self] in
            self?.sweep()
            self?.maintain()
        }
    }

    /// Removes what is old, in small transactions.
    private func sweep() {
        engine.write { tx throws(APIError) in
            try tx.sweep()
        } completion: { [weak self, logger] result in
            switch result {
            case .success(let hasMore): if hasMore { self?.sweep() }
            case .failure(let error): logger.error("maintenance", [("why", error.message)])
            }
        }
    }
}

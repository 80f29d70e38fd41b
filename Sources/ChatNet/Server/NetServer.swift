import CChatLinux
import ChatBase
import ChatWire
import Glibc

/// The loops, the listeners and what connects them.
package final class NetServer: Sendable {
    package typealias ServiceFactory = @Sendable (EventLoop) -> any HTTPService

    /// What all loops share.
    final class Shared: Sendable {
        let configuration: NetConfiguration
        let proxies: TrustedProxies
        let census: ConnectionCensus
        let statistics = NetStatistics()
        let logger: Logger
        /// The context for new connections; nil without a certificate.
        let tls: Lock<TLSContext?>

        init(_ configuration: NetConfiguration, _ logger: Logger) throws(NetError) {
            self.configuration = configuration
            self.logger = logger
            proxies = try TrustedProxies(configuration.trustedProxies)
            census = ConnectionCensus(limits: configuration.limits)
            var context: TLSContext?
            if let files = configuration.certificate { context = try TLSContext(files) }
            if context == nil, let secure = configuration.listeners.first(where: \.isSecure) {
                throw NetError(
                    .certificate,
                    "\(secure.address) is to speak TLS, but there is no certificate")
            }
            tls = Lock(context)
        }
    }

    package let loops: [EventLoop]
    private let shared: Shared
    private let makeService: ServiceFactory
    private let threads = Lock<[Thread]>([])

    package var statistics: NetStatistics { shared.statistics }

    /// Makes the loops, which run from `start` on; jobs may be posted from now on.
    package init(
        configuration: NetConfiguration, logger: Logger, time: any TimeSource = SystemTime(),
        serviceFactory: @escaping ServiceFactory
    ) throws {
        shared = try Shared(configuration, logger)
        makeService = serviceFactory
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let count = configuration.loops > 0 ? configuration.loops : cores
        loops = try (0..<count).map { try EventLoop(index: $0, time: time) }
    }

    /// Binds, listens and starts the threads.
    /// - Returns: the URLs it serves: `http://127.0.0.1:34567`, `https://…`, `unix:/path`.
    package func start() throws -> [String] {
        var sockets: [ListeningSocket] = []
        do {
            for listener in shared.configuration.listeners {
                sockets.append(try ListeningSocket(listener))
            }
        } catch {
            for socket in sockets { socket.close() }
            throw error
        }
        for loop in loops {
            let thread = Thread(name: "loop-\(loop.index)") { [shared, makeService] in
                loop.host = LoopHost(service: makeService(loop), shared: shared)
                loop.run()
            }
            threads.withLock { $0.append(thread) }
        }
        let accepting = sockets
        loops[0].post { [shared, loops] loop in
            for socket in accepting {
                let acceptor = Acceptor(socket, shared: shared, loops: loops)
                do {
                    try acceptor.start(on: loop)
                    loop.host?.acceptors.append(acceptor)
                } catch {
                    shared.logger.error("cannot watch a listening socket: \(error)")
                }
            }
        }
        return sockets.map(\.url)
    }

    /// Reads the certificate files again, for new connections. On an error the old ones stay.
    package func reloadCertificates() throws {
        guard let files = shared.configuration.certificate else { return }
        let context = try TLSContext(files)
        shared.tls.withLock { $0 = context }
    }

    /// Stops accepting, says goodbye to every WebSocket, finishes requests, and returns when
    /// all connections are closed, or when the deadline is over and the rest is cut. Not to
    /// be called on a loop.
    package func stop(deadline: Duration) {
        // The first loop before the others: what it accepted is on its way to them.
        loops[0].post { [loops] first in
            for acceptor in first.host?.acceptors ?? [] { acceptor.stop(on: first) }
            first.host?.acceptors = []
            for loop in loops { loop.post { $0.host?.beginStopping($0, deadline: deadline) } }
        }
        let running = threads.withLock { threads in
            let running = threads
            threads = []
            return running
        }
        for thread in running { thread.join() }
    }
}

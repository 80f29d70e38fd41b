import ChatBase
import ChatWire

/// The loops, the listeners and what connects them.
package final class NetServer: Sendable {
    package typealias ServiceFactory = @Sendable (EventLoop) -> any HTTPService

    package let loops: [EventLoop]
    private let configuration: NetConfiguration
    private let logger: Logger
    private let makeService: ServiceFactory

    /// Makes the loops, which run from `start` on; jobs may be posted from now on.
    package init(
        configuration: NetConfiguration, logger: Logger, time: any TimeSource = SystemTime(),
        serviceFactory: @escaping ServiceFactory
    ) throws {
        self.configuration = configuration
        self.logger = logger
        makeService = serviceFactory
        loops = try (0..<max(1, configuration.loops)).map { try EventLoop(index: $0, time: time) }
    }

    /// Binds, listens and starts the threads.
    /// - Returns: the URLs it serves: `http://127.0.0.1:34567`, `https://…`, `unix:/path`.
    package func start() throws -> [String] {
        []
    }

    /// Reads the certificate files again, for new connections.
    package func reloadCertificates() throws {
    }

    /// Stops accepting, says goodbye to every WebSocket, finishes requests, and returns when
    /// all connections are closed or the deadline is over and the rest is cut.
    package func stop(deadline: Duration) {
    }
}

import ChatBase
import ChatNet
import Glibc

/// The floor of a request: the server's own loops and HTTP, and nothing behind them.
struct Echo {
    let port: Int

    private final class Service: HTTPService {
        func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
            exchange.respond(
                HTTPResponse(
                    status: 200, headers: [("Content-Type", "application/json")],
                    body: request.body))
        }

        func upgrade(_ request: HTTPRequest) -> UpgradeDecision {
            .refuse(.text(404, "no WebSocket here"))
        }
    }

    /// Ends with the process.
    func run() throws {
        let server = try NetServer(
            configuration: NetConfiguration(
                listeners: [.init(try ListenAddress("127.0.0.1:\(port)"))]),
            logger: RoostBench.logger
        ) { _ in Service() }
        _ = try server.start()
        while true { pause() }
    }
}

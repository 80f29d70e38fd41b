import ChatBase
import ChatNet
import ChatWire
import Glibc

/// Accepts a WebSocket at any path and sends back what it gets.
final class EchoServer: HTTPService {
    /// The suites send messages of 16 MiB, several connections at once.
    private static let largest = 32 << 20

    /// - Parameter ready: gets the URL once it listens.
    static func run(ready: (String) -> Void) throws {
        let address = try ListenAddress("127.0.0.1:0")
        var configuration = NetConfiguration(listeners: [.init(address)])
        configuration.limits.queuedBytes = 4 * largest
        configuration.limits.queuedFrames = 1 << 20
        let logger = Logger(label: "echo", handler: StreamLogHandler())
        let net = try NetServer(configuration: configuration, logger: logger) { _ in EchoServer() }
        ready(try net.start()[0])
        // Whoever started this holds the other end: when it is gone, so is the echo.
        while getchar() != EOF {}
        net.stop(deadline: .seconds(2))
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        exchange.respond(.text(426, "only WebSockets are served here"))
    }

    func upgrade(_ request: HTTPRequest) -> UpgradeDecision {
        .accept(WebSocketOptions(maximumMessage: Self.largest), Echo())
    }

    private final class Echo: WebSocketHandler {
        func opened(_ socket: WebSocket) {}
        func received(_ message: [UInt8], isText: Bool, _ socket: WebSocket) {
            socket.send(WireMessage(message, isText: isText))
        }
        func closed(code: Int?, _ socket: WebSocket) {}
    }
}

import ChatBase
import ChatWire

@testable import ChatNet

/// Answers a few paths, and notes what its WebSockets are told.
final class TestService: HTTPService {
    /// What happened, from all loops.
    final class Journal: Sendable {
        private let lines = Condition<[String]>([])
        private let threads = Lock<[Thread]>([])

        /// Runs something on another thread, which `join` waits for.
        func elsewhere(_ body: @escaping @Sendable () -> Void) {
            let thread = Thread(name: "elsewhere", body)
            threads.withLock { $0.append(thread) }
        }

        func join() {
            for thread in threads.withLock({ $0 }) { thread.join() }
        }

        func note(_ line: String) { lines.update { $0.append(line) } }
        var all: [String] { lines.update { $0 } }
        /// Waits for a line; the suite's time limit bounds it.
        func wait(for line: String) {
            _ = lines.wait { $0.contains(line) ? true : nil }
        }
    }

    private let loop: EventLoop
    private let journal: Journal

    init(_ loop: EventLoop, _ journal: Journal) {
        self.loop = loop
        self.journal = journal
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        switch request.path {
        case "/hello": exchange.respond(.text(200, "hello"))
        case "/echo":
            exchange.respond(HTTPResponse(status: 200, body: request.body))
        case "/who":
            exchange.respond(
                .text(
                    200,
                    "\(request.remoteAddress) \(request.isSecure) \(request.peerUID ?? 9)"))
        case "/large":
            let size = Int(request.query ?? "") ?? 0
            exchange.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 97, count: size)))
        case "/later":
            let id = exchange.id
            let loop = self.loop
            journal.elsewhere { loop.respond(id, .text(200, "later")) }
        case "/twice":
            exchange.respond(.text(200, "first"))
            exchange.respond(.text(200, "second"))
        case "/empty": exchange.respond(HTTPResponse(status: 204))
        case "/split":
            exchange.respond(
                HTTPResponse(status: 200, headers: [("X-Peer", "a\r\nInjected: b")]))
        case "/never": journal.note("never")
        default: exchange.respond(.text(404, "no such path"))
        }
    }

    func upgrade(_ request: HTTPRequest) -> UpgradeDecision {
        guard request.path == "/ws" else { return .refuse(.text(404, "no such socket")) }
        var options = WebSocketOptions()
        for pair in (request.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=")
            if parts[0] == "compress" {
                options.compression = TransportCompression(name: String(parts[1])) ?? .none
            }
            if parts[0] == "max" { options.maximumMessage = Int(parts[1]) ?? 0 }
        }
        return .accept(options, EchoHandler(journal))
    }
}

/// Sends back what it gets; some texts are commands.
final class EchoHandler: WebSocketHandler {
    private let journal: TestService.Journal

    init(_ journal: TestService.Journal) { self.journal = journal }

    func opened(_ socket: WebSocket) { journal.note("opened") }

    func received(_ message: [UInt8], isText: Bool, _ socket: WebSocket) {
        let text = String(decoding: message, as: UTF8.self)
        if text == "close" {
            socket.close(code: 4_321, reason: "as you wish")
        } else if text == "reset" {
            socket.reset()
        } else if text.hasPrefix("events ") {
            // As a hub does: one message for many, here many times to one.
            let count = Int(text.dropFirst(7)) ?? 0
            for number in 1...count {
                let event = WireMessage(
                    Array("{\"t\":\"EVENT\",\"n\":\(number),\"pad\":\"\(Self.pad)\"}".utf8),
                    tailOffset: 1)
                var head = InlineBytes("{\"s\":")
                head.append(decimal: UInt64(number))
                head.append(UInt8(ascii: ","))
                socket.send(event, head: head)
            }
        } else {
            socket.send(WireMessage(message, isText: isText))
        }
    }

    static let pad = String(repeating: "roost ", count: 40)

    func closed(code: Int?, _ socket: WebSocket) {
        journal.note("closed \(code.map(String.init) ?? "lost")")
    }

    func overflowed(_ socket: WebSocket) { journal.note("overflowed") }
}

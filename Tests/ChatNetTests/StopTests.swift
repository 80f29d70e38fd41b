import ChatBase
import ChatWire
import Glibc
import Testing

@testable import ChatNet

@Suite(.timeLimit(.minutes(10))) struct StopTests {
    @Test func stoppingSaysGoodbyeAndFinishesRequests() throws {
        let server = try TestServer()
        let socket = try WebSocketClient(server.url)
        let idle = try RawClient(server.url)
        try idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try idle.takeResponse()
        let half = try RawClient(server.url)
        try half.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        // The server has seen it begin.
        _ = try half.take(25)
        // So far away that it plays no part: stopping ends because everything has ended.
        let stopper = Thread(name: "stopper") { server.net.stop(deadline: .seconds(3600)) }
        #expect(try socket.receive() == .close(code: 1001, reason: "the server is stopping"))
        try socket.send(.close, [0x03, 0xE9])
        #expect(try socket.raw.receive().isEmpty)
        #expect(try idle.takeAll().isEmpty)
        // What has begun may end.
        try half.send("hi")
        let answer = String(decoding: try half.takeAll(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.contains("Connection: close"))
        stopper.join()
        #expect(server.journal.all.contains("closed 1001"))
        #expect(server.net.statistics.open.load(ordering: .relaxed) == 0)
        #expect(throws: RawClient.Failure.self) { _ = try RawClient(server.url) }
    }

    @Test func whatNeverEndsIsCutAtTheDeadline() throws {
        let server = try TestServer()
        let waiting = try RawClient(server.url)
        try waiting.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        server.journal.wait(for: "never")
        let before = SystemTime().now
        server.net.stop(deadline: .milliseconds(200))
        #expect(SystemTime().now - before > .milliseconds(100))
        #expect(throws: RawClient.Failure.self) { _ = try waiting.takeAll() }
        #expect(server.net.statistics.open.load(ordering: .relaxed) == 0)
    }

    @Test func anIdleServerStopsAtOnceAndItsPortIsFree() throws {
        let server = try TestServer()
        server.stop()
        let address = String(server.url.dropFirst("http://".count))
        let next = try TestServer([address])
        next.stop()
    }

    @Test func servicesEndWithTheirLoops() throws {
        final class Service: HTTPService {
            let ended: Lock<Int>
            init(_ ended: Lock<Int>) { self.ended = ended }
            deinit { ended.withLock { $0 += 1 } }
            func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {}
            func upgrade(_ request: HTTPRequest) -> UpgradeDecision { .refuse(.text(404, "")) }
        }
        let ended = Lock(0)
        let configuration = NetConfiguration(
            listeners: [.init(try ListenAddress("127.0.0.1:0"))], loops: 3)
        let server = try NetServer(
            configuration: configuration,
            logger: Logger(label: "net", handler: MemoryLogHandler())
        ) { _ in Service(ended) }
        _ = try server.start()
        server.stop(deadline: .seconds(1))
        #expect(ended.withLock { $0 } == 3)
    }
}

import ChatBase
import ChatWire
import Testing

@testable import ChatNet

@Suite(.timeLimit(.minutes(10))) struct WebSocketServerTests {
    @Test(arguments: [false, true])
    func messagesComeBack(_ deflates: Bool) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try WebSocketClient(server.url, deflate: deflates)
        #expect((client.deflate != nil) == deflates)
        var random = SeededRandom(seed: 9)
        for count in [0, 1, 125, 126, 1_000, 65_535] {
            let bytes = random.bytes(count)
            try client.send(.binary, bytes)
            #expect(try client.receive() == .message(bytes, isText: false))
            let text = String(repeating: "ö", count: count / 2)
            try client.send(text)
            #expect(try client.receiveText() == text)
        }
    }

    @Test func compressedMessagesOfAClientAreRead() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try WebSocketClient(server.url, deflate: true)
        let text = String(repeating: "to and fro, ", count: 500)
        var payload = Deflater().deflate(Array(text.utf8))
        payload.removeLast(4)
        try client.send(.text, payload, isCompressed: true)
        #expect(try client.receiveText() == text)
    }

    @Test func pingsAreAnsweredAndFragmentsJoined() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try WebSocketClient(server.url)
        var first = WebSocketFrame.encode(.text, Array("to".utf8), mask: 7)
        first[0] &= 0x7F
        try client.raw.send(first)
        try client.send(.ping, Array("now".utf8))
        try client.send(.continuation, Array("gether".utf8))
        #expect(try client.receive() == .pong(Array("now".utf8)))
        #expect(try client.receiveText() == "together")
    }

    @Test func whatFollowsTheRequestAtOnceIsRead() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        let request = WebSocketHandshake.request(
            host: "a", target: "/ws", key: [UInt8](repeating: 1, count: 16), offersDeflate: false)
        try client.send(request + WebSocketFrame.encode(.text, Array("hi".utf8), mask: 3))
        _ = try client.takeResponse()
        #expect(try client.take(4) == [0x81, 0x02, 0x68, 0x69])
    }

    @Test func theClosingHandshakeGoesBothWays() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try WebSocketClient(server.url)
        try client.send(.close, WebSocketFrame.closePayload(code: 4_001, reason: "done"))
        #expect(try client.receive() == .close(code: 4_001, reason: ""))
        #expect(try client.raw.receive().isEmpty)
        server.journal.wait(for: "closed 4001")

        let other = try WebSocketClient(server.url)
        try other.send("close")
        #expect(try other.receive() == .close(code: 4_321, reason: "as you wish"))
        try other.send(.close, WebSocketFrame.closePayload(code: 4_321, reason: ""))
        #expect(try other.raw.receive().isEmpty)
        server.journal.wait(for: "closed 4321")
        #expect(server.net.statistics.openWebSockets.load(ordering: .relaxed) == 0)
    }

    @Test func aClientThatNeverAnswersACloseIsCut() throws {
        let server = try TestServer { $0.deadlines.close = .milliseconds(50) }
        defer { server.stop() }
        let client = try WebSocketClient(server.url)
        try client.send("close")
        server.journal.wait(for: "closed 4321")
        #expect(try client.receive() == .close(code: 4_321, reason: "as you wish"))
    }

    @Test(arguments: [
        ([0x81, 0x01, 0x61] as [UInt8], 1002), ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
        ([0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0], 1009), ([0xFF, 0xFF], 1002),
    ])
    func aMalformedFrameGetsItsCodeAndAloneSuffers(_ bytes: [UInt8], _ code: Int) throws {
        let server = try TestServer()
        defer { server.stop() }
        let other = try WebSocketClient(server.url)
        let client = try WebSocketClient(server.url)
        try client.raw.send(bytes)
        guard case .close(let received, let reason) = try client.receive() else {
            Issue.record("no close frame")
            return
        }
        #expect(received == code)
        #expect(!reason.isEmpty)
        server.journal.wait(for: "closed \(code)")
        try other.send("still here")
        #expect(try other.receiveText() == "still here")
    }

    @Test func aLostConnectionIsTold() throws {
        let server = try TestServer()
        defer { server.stop() }
        do { _ = try WebSocketClient(server.url) }
        server.journal.wait(for: "closed lost")
    }

    @Test func aFaultyUpgradeIsRefused() throws {
        let server = try TestServer()
        defer { server.stop() }
        func status(_ target: String, _ fields: String) throws -> String {
            let client = try RawClient(server.url)
            try client.send(
                "GET \(target) HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\n\(fields)\r\n")
            let head = try client.takeResponse().head
            return String(head.split(separator: "\r\n")[0].dropFirst(9).prefix(3))
                + (head.contains("\r\nSec-WebSocket-Version: 13\r\n") ? " 13" : "")
        }
        let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        #expect(try status("/ws", key + "Sec-WebSocket-Version: 12\r\n") == "426 13")
        #expect(try status("/ws", "Sec-WebSocket-Version: 13\r\n") == "400")
        #expect(try status("/other", key + "Sec-WebSocket-Version: 13\r\n") == "404")
        #expect(try status("/ws", key + "Sec-WebSocket-Version: 13\r\n") == "101")
    }

    @Test(arguments: ["none", "zlib-stream", "zstd-stream"])
    func manyEventsArriveInOrderInEveryForm(_ compression: String) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try WebSocketClient(server.url, "/ws?compress=\(compression)", deflate: true)
        // Transport compression takes the place of the extension.
        #expect((client.deflate == nil) == (compression != "none"))
        try client.send("events 2000")
        let zlib = ZlibStreamReader()
        for number in 1...2_000 {
            guard case .message(let bytes, let isText) = try client.receive() else {
                Issue.record("the stream ended")
                return
            }
            #expect(isText == (compression == "none"))
            let expected =
                "{\"s\":\(number),\"t\":\"EVENT\",\"n\":\(number),\"pad\":\"\(EchoHandler.pad)\"}"
            switch compression {
            case "zlib-stream":
                let text = try zlib.read(bytes, limit: 10_000)
                #expect(text.map { String(decoding: $0, as: UTF8.self) } == expected)
            case "zstd-stream":
                // libzstd reads them in ChatWire's tests; here it is the length that tells.
                #expect(bytes.count == expected.utf8.count + (number == 1 ? 12 : 6))
            default: #expect(String(decoding: bytes, as: UTF8.self) == expected)
            }
        }
    }

    @Test func aSlowReaderIsResetAndDelaysNobody() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let slow = try WebSocketClient(server.url)
        let other = try WebSocketClient(server.url)
        // 100 events of 300 bytes a time, never read: 4,096 frames are the bound.
        for _ in 1...200 { try? slow.send("events 100") }
        server.journal.wait(for: "overflowed")
        server.journal.wait(for: "closed lost")
        #expect(server.net.statistics.overflows.load(ordering: .relaxed) == 1)
        try other.send("hello")
        #expect(try other.receiveText() == "hello")
        #expect(throws: RawClient.Failure.self) {
            while try slow.receive() != nil {}
        }
    }

    @Test func aSilentPeerIsPingedAndThenDropped() throws {
        let server = try TestServer { $0.deadlines.ping = Load.deadline }
        defer { server.stop() }
        let answering = try WebSocketClient(server.url)
        let silent = try WebSocketClient(server.url)
        for _ in 1...5 {
            #expect(try answering.receive() == .ping([]))
            try answering.send(.pong, [])
        }
        server.journal.wait(for: "closed lost")
        #expect(server.net.statistics.openWebSockets.load(ordering: .relaxed) == 1)
        #expect(try silent.receive() == .ping([]))
        try answering.send("alive")
        while true {
            guard let event = try answering.receive() else {
                Issue.record("the answering peer was dropped")
                break
            }
            if event == .message(Array("alive".utf8), isText: true) { break }
        }
    }

    @Test func aResetTakesEffect() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try WebSocketClient(server.url)
        try client.send("reset")
        #expect(throws: RawClient.Failure.self) { while try client.receive() != nil {} }
        server.journal.wait(for: "closed lost")
    }

    @Test func otherThreadsReachASocketByItsName() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let client = try WebSocketClient(server.url)
        let loop = server.net.loops[0]
        let ids = Condition<[ConnectionID]>([])
        loop.post { loop in
            let found = loop.sources.compactMap { ($0 as? Connection)?.webSocket?.id }
            ids.update { $0 = found }
        }
        let id = ids.wait { $0.first }
        loop.post { $0.webSocket(id)?.send(text: Array("from afar".utf8)) }
        #expect(try client.receiveText() == "from afar")
        try client.send(.close, [])
        server.journal.wait(for: "closed 1005")
        let isGone = Condition<Bool?>(nil)
        // The connection drains until the client closes.
        #expect(try client.receive() == .close(code: nil, reason: ""))
        loop.post { loop in
            let gone = loop.webSocket(id) == nil
            isGone.update { $0 = gone }
        }
        #expect(isGone.wait { $0 })
    }

    @Test func anyNumberOfSocketsGetsAnEventInSlices() throws {
        let server = try TestServer(loops: 1) { $0.limits.connectionsPerAddress = 2_000 }
        defer { server.stop() }
        let clients = try (1...600).map { _ in try WebSocketClient(server.url) }
        let event = WireMessage(Array("{\"t\":\"ALL\"}".utf8), tailOffset: 1)
        server.net.loops[0].post { loop in
            for source in loop.sources { (source as? Connection)?.webSocket?.send(event) }
        }
        for client in clients { #expect(try client.receiveText() == "{\"t\":\"ALL\"}") }
    }
}

import ChatBase
import Testing

@testable import ChatWire

@Suite struct HTTPRequestParserTests {
    /// Every event, or the error that ended them.
    private func parse(
        _ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()
    ) -> (events: [HTTPRequestParser.Event], error: HTTPParseError?) {
        var parser = HTTPRequestParser(limits: limits)
        var events: [HTTPRequestParser.Event] = []
        do {
            for piece in pieces {
                parser.append(piece)
                while let event = try parser.next() {
                    // Bodies come as they came in; joined, they compare.
                    if case .body(let more) = event, case .body(let before) = events.last {
                        events[events.count - 1] = .body(before + more)
                    } else {
                        events.append(event)
                    }
                }
            }
            return (events, nil)
        } catch {
            return (events, error)
        }
    }

    private func parse(_ text: String, limits: HTTPLimits = HTTPLimits()) -> (
        events: [HTTPRequestParser.Event], error: HTTPParseError?
    ) { parse([Array(text.utf8)], limits: limits) }

    private func head(_ text: String) throws -> HTTPRequestHead {
        let result = parse(text)
        guard case .head(let head) = result.events.first else {
            Issue.record("no head: \(String(describing: result.error))")
            throw HTTPParseError(0, "no head")
        }
        return head
    }

    @Test func aGetIsAHeadAndAnEnd() throws {
        let result = parse("GET /a?b=c HTTP/1.1\r\nHost: h:1\r\nX-Y:  z \t\r\n\r\n")
        #expect(result.error == nil)
        #expect(result.events.count == 2)
        let head = try head("GET /a?b=c HTTP/1.1\r\nHost: h:1\r\nX-Y:  z \t\r\n\r\n")
        #expect(head.method == "GET")
        #expect(head.target == "/a?b=c")
        #expect(head.headers["x-y"] == "z")
        #expect(head.keepAlive)
        #expect(head.framing == .none)
        #expect(result.events.last == .end)
    }

    @Test func bodiesComeByLengthAndByChunks() {
        let byLength = parse("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
        #expect(byLength.events.dropFirst() == [.body(Array("hello".utf8)), .end])
        let byChunks = parse(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "3\r\nhel\r\n2;name=\"v\"\r\nlo\r\n0\r\nX-Trailer: t\r\n\r\n")
        #expect(byChunks.error == nil)
        #expect(byChunks.events.dropFirst() == [.body(Array("hello".utf8)), .end])
    }

    @Test func keepAliveFollowsVersionAndConnection() throws {
        #expect(try !head("GET / HTTP/1.1\r\nHost: h\r\nConnection: a, Close\r\n\r\n").keepAlive)
        #expect(try !head("GET / HTTP/1.0\r\n\r\n").keepAlive)
        #expect(try head("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keepAlive)
    }

    @Test func absoluteFormBecomesOriginForm() throws {
        #expect(try head("GET http://h/a?b HTTP/1.1\r\nHost: h\r\n\r\n").target == "/a?b")
        #expect(try head("GET HTTP://h?b HTTP/1.1\r\nHost: h\r\n\r\n").target == "/?b")
        #expect(try head("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").target == "*")
    }

    @Test func oneEmptyLineBeforeARequestIsSkippedAndTwoAreNot() {
        #expect(parse("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").error == nil)
        #expect(parse("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").error?.status == 400)
    }

    /// What makes two parsers disagree about where a request ends, or about what it asks.
    static let refused: [(status: Int, request: String)] = [
        // Framing.
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5, 5\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x5\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        (
            400,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
        ),
        (400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (
            400,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                + "Transfer-Encoding: identity\r\n\r\n"
        ),
        (501, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
        (501, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \u{b}chunked\u{2}\r\n\r\n"),
        // Lines.
        (400, "GET / HTTP/1.1\nHost: h\n\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\n X: folded\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n 5\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
        // Names and values.
        (400, "GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\n: empty\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nnocolon\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nX: a\u{7f}b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nX\0: a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nÄ: a\r\n\r\n"),
        // Hosts.
        (400, "GET / HTTP/1.1\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"),
        // Start lines.
        (400, "GET /\r\n\r\n"),
        (400, "GET / \r\n\r\n"),
        (400, "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET /ä HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET a HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET http:// HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, " GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET / http/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"),
        (400, "GET / HTTP/1\r\nHost: h\r\n\r\n"),
        (400, "GET / HTTP/1.10\r\nHost: h\r\n\r\n"),
        (505, "GET / HTTP/0.9\r\nHost: h\r\n\r\n"),
        (505, "GET / HTTP/1.2\r\nHost: h\r\n\r\n"),
        (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (417, "POST / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\n\r\n"),
    ]

    @Test(arguments: refused)
    func aSmugglingVectorIsRefused(_ vector: (status: Int, request: String)) {
        let result = parse(vector.request)
        #expect(result.error?.status == vector.status, "\(vector.request)")
        #expect(!result.events.contains(.end))
    }

    static let refusedChunks: [(status: Int, body: String)] = [
        (400, "\r\n"), (400, "g\r\n"), (400, "0x5\r\nhello\r\n"), (400, "-5\r\n"),
        (400, "+5\r\nhello\r\n"), (400, "5 \r\nhello\r\n"), (400, " 5\r\nhello\r\n"),
        (400, "5\nhello\r\n"), (400, "5\r\nhelloX\r\n"), (400, "5\r\nhello\n0\r\n\r\n"),
        (400, "123456789\r\n"), (400, "5;a\0\r\nhello\r\n"),
        (400, "5;\(String(repeating: "a", count: 300))\r\n"),
        (400, "0\r\nbad trailer\r\n\r\n"), (400, "0\r\n folded: x\r\n\r\n"),
        (413, "ffffffff\r\n"),
    ]

    @Test(arguments: refusedChunks)
    func aMalformedChunkIsRefused(_ vector: (status: Int, body: String)) {
        let result = parse(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + vector.body)
        #expect(result.error?.status == vector.status, "\(vector.body)")
        #expect(!result.events.contains(.end))
    }

    @Test func limitsHoldBeforeTheirBytesHaveCome() {
        let limits = HTTPLimits(head: 200, headerFields: 3, body: 10)
        let long = String(repeating: "a", count: 300)
        #expect(parse("GET /\(long)", limits: limits).error?.status == 414)
        #expect(parse("GET / HTTP/1.1\r\nX: \(long)", limits: limits).error?.status == 431)
        #expect(
            parse("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\nC: 3\r\n", limits: limits)
                .error?.status == 431)
        #expect(
            parse("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", limits: limits)
                .error?.status == 413)
        let chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(parse(chunked + "8\r\n12345678\r\n3\r\n", limits: limits).error?.status == 413)
        #expect(parse(chunked + "a\r\n1234567890\r\n0\r\n\r\n", limits: limits).error == nil)
    }

    @Test func anErrorStays() {
        var parser = HTTPRequestParser()
        parser.append(Array("BAD\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
        for _ in 1...3 {
            #expect(throws: HTTPParseError.self) { _ = try parser.next() }
        }
    }

    static let stream =
        "GET /one HTTP/1.1\r\nHost: h\r\n\r\n"
        + "POST /two HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\nhello\r\nworld"
        + "POST /three HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5;x=y\r\nhe\r\nl\r\n4\r\nlo!!\r\n0\r\nT: 1\r\n\r\n"
        + "\r\nGET /four HTTP/1.0\r\n\r\n"

    @Test func anySplitGivesTheSameEvents() {
        let bytes = Array(Self.stream.utf8)
        let whole = parse([bytes])
        #expect(whole.error == nil)
        #expect(whole.events.filter { $0 == .end }.count == 4)
        let single = parse(bytes.map { [$0] })
        let agreesByByte = single.events == whole.events
        #expect(agreesByByte)
        var random = SeededRandom(seed: 1)
        for _ in 1...200 {
            let split = parse(pieces(of: bytes, &random, upTo: 40))
            let agrees = split.events == whole.events
            #expect(agrees)
        }
    }

    @Test func randomBytesNeverTrapAndAnySplitAgrees() {
        var random = SeededRandom(seed: 2)
        let bytes = Array(Self.stream.utf8)
        for _ in 1...3_000 {
            let input = mutated(bytes, &random)
            let whole = parse([input])
            let split = parse(pieces(of: input, &random, upTo: 60))
            let agrees = whole.events == split.events
            #expect(agrees)
            #expect(whole.error == split.error)
        }
        for _ in 1...300 { _ = parse([random.bytes(200)]) }
    }
}

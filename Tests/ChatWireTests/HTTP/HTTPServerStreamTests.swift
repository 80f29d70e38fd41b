import Testing

@testable import ChatWire

@Suite struct HTTPServerStreamTests {
    private func append(_ text: String, to stream: inout HTTPServerStream) {
        Array(text.utf8).withUnsafeBytes { stream.append($0) }
    }

    @Test func aPipelinedRequestWaitsForTheAnswerBeforeIt() throws {
        var stream = HTTPServerStream()
        append("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n", to: &stream)
        guard case .request(let first, _) = try stream.next() else {
            Issue.record("no request")
            return
        }
        #expect(first.target == "/a")
        let early = try stream.next()
        #expect(early == nil)
        stream.answered()
        guard case .request(let second, _) = try stream.next() else {
            Issue.record("no second request")
            return
        }
        #expect(second.target == "/b")
    }

    @Test func theClientIsAskedToContinueOnce() throws {
        var stream = HTTPServerStream()
        append(
            "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
            to: &stream)
        let first = try stream.next()
        #expect(first == .expectsContinue)
        #expect(stream.isReceivingBody)
        append("hi", to: &stream)
        guard case .request(_, let body) = try stream.next() else {
            Issue.record("no request")
            return
        }
        #expect(body == Array("hi".utf8))
        #expect(!stream.isReceivingBody)
    }

    @Test func aBodyTooLargeIsRefusedBeforeTheClientIsAskedForIt() {
        var stream = HTTPServerStream(limits: HTTPLimits(body: 10))
        append(
            "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n",
            to: &stream)
        #expect(throws: HTTPParseError(413, "the body is larger than 10 bytes")) {
            _ = try stream.next()
        }
    }

    @Test func whatFollowsAnUpgradeIsKept() throws {
        var stream = HTTPServerStream()
        append("GET / HTTP/1.1\r\nHost: h\r\n\r\n\u{1}\u{2}rest", to: &stream)
        _ = try stream.next()
        #expect(stream.takeRest() == Array("\u{1}\u{2}rest".utf8))
    }
}

import Testing

@testable import ChatWire

@Suite struct HTTPResponseTests {
    @Test func aFieldCannotSplitTheResponse() {
        let head = HTTPResponseEncoder.head(
            status: 200, headers: [("X", "a\r\nSet-Cookie: b\0"), ("bad name", "c"), ("", "d")])
        #expect(
            String(decoding: head, as: UTF8.self)
                == "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b \r\n\r\n")
    }

    @Test func datesAreWrittenAsTheRFCDoes() {
        #expect(HTTPDate.format(seconds: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.format(seconds: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.format(seconds: 1_709_251_199) == "Thu, 29 Feb 2024 23:59:59 GMT")
    }

    @Test func aResponseHeadIsReadByteByByteAndTheRestIsKept() throws {
        let text =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nA: b\r\n\r\nrest"
        var parser = HTTPResponseHeadParser()
        var head: HTTPResponseHead?
        var rest: [UInt8] = []
        for byte in text.utf8 {
            if head != nil {
                rest.append(byte)
                continue
            }
            parser.append([byte])
            head = try parser.next()
        }
        #expect(head == HTTPResponseHead(status: 101, headers: ["A": "b"]))
        #expect(parser.takeRest() + rest == Array("rest".utf8))
    }

    @Test(arguments: [
        "HTTP/2 200 OK\r\n", "HTTP/1.1 20 OK\r\n", "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\nbad\r\n", "HTTP/1.1 200 OK\n", "HTTP/1.1 2000\r\n",
    ])
    func whatIsNoResponseIsRefused(_ text: String) {
        var parser = HTTPResponseHeadParser()
        parser.append(Array(text.utf8))
        #expect(throws: HTTPParseError.self) { _ = try parser.next() }
    }
}

import ChatBase
import Testing

@testable import ChatWire

@Suite struct WebSocketHandshakeTests {
    private func head(
        _ change: (inout HTTPRequestHead) -> Void = { _ in }
    ) -> HTTPRequestHead {
        var head = HTTPRequestHead(
            method: "GET", target: "/", minorVersion: 1,
            headers: [
                "Host": "h", "Upgrade": "WebSocket", "Connection": "keep-alive, Upgrade",
                "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            ], framing: .none, keepAlive: true, expectsContinue: false)
        change(&head)
        return head
    }

    @Test func theExampleOfTheRFCIsAccepted() throws {
        #expect(head().wantsWebSocket)
        let key = try WebSocketHandshake.key(of: head())
        #expect(WebSocketHandshake.accept(key: key) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func aFaultyRequestGetsItsStatus() {
        func status(_ change: (inout HTTPRequestHead) -> Void) -> Int? {
            do {
                _ = try WebSocketHandshake.key(of: head(change))
                return nil
            } catch {
                return error.status
            }
        }
        #expect(status { $0.method = "POST" } == 400)
        #expect(status { $0.minorVersion = 0 } == 400)
        #expect(status { $0.framing = .length(1) } == 400)
        #expect(status { $0.headers = ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="] } == 426)
        #expect(status { $0.headers.append("Sec-WebSocket-Version", "8") } == 426)
        #expect(status { $0.headers.append("Sec-WebSocket-Key", "x") } == 400)
        #expect(
            status {
                $0.headers = ["Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "c2hvcnQ="]
            } == 400)
    }

    @Test func clientAndServerAgree() throws {
        let random = [UInt8](0..<16)
        let request = WebSocketHandshake.request(
            host: "h", target: "/gateway?v=1", key: random, offersDeflate: true,
            headers: [("User-Agent", "test")])
        var parser = HTTPRequestParser()
        parser.append(request)
        guard case .head(let head) = try parser.next() else {
            Issue.record("no head")
            return
        }
        #expect(head.wantsWebSocket)
        let agreed = try #require(WebSocketDeflate.accept(head.headers))
        let response = WebSocketHandshake.response(
            key: try WebSocketHandshake.key(of: head), extensions: agreed.response,
            subprotocol: nil)
        var reader = HTTPResponseHeadParser()
        reader.append(response)
        let answer = try #require(try reader.next())
        let confirmed = try WebSocketHandshake.confirm(answer, key: random)
        #expect(confirmed == WebSocketDeflate(peerKeepsContext: false))
        #expect(throws: WebSocketError.self) {
            _ = try WebSocketHandshake.confirm(answer, key: [UInt8](1...16))
        }
        #expect(throws: WebSocketError.self) {
            _ = try WebSocketHandshake.confirm(
                HTTPResponseHead(status: 401, headers: [:]), key: random)
        }
    }
}

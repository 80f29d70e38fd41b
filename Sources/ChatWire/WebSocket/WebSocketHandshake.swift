import ChatBase

/// The opening handshake (RFC 6455 section 4), both sides.
package enum WebSocketHandshake {
    /// What the server's answer to a key is.
    package static func accept(key: String) -> String {
        Base64.encode(Digest.sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    // MARK: The server's side

    /// Checks a request that wants to be a WebSocket.
    /// - Returns: its key.
    /// - Throws: the status to refuse it with; 426 goes with `Sec-WebSocket-Version: 13`.
    package static func key(of head: HTTPRequestHead) throws(HTTPParseError) -> String {
        guard head.method == "GET", head.minorVersion == 1, head.framing == .none else {
            throw HTTPParseError(400, "a WebSocket begins with a GET of HTTP/1.1 without a body")
        }
        guard head.headers.values("sec-websocket-version") == ["13"] else {
            throw HTTPParseError(426, "only version 13 of WebSocket is spoken here")
        }
        let keys = head.headers.values("sec-websocket-key")
        guard keys.count == 1, keys[0].utf8.count == 24,
            Base64.decode(keys[0])?.count == 16
        else { throw HTTPParseError(400, "Sec-WebSocket-Key is not 16 bytes in Base64") }
        return keys[0]
    }

    /// The head of the answer that opens the WebSocket.
    package static func response(
        key: String, extensions: String?, subprotocol: String?, headers: [(String, String)] = []
    ) -> [UInt8] {
        var fields = [
            ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Accept", accept(key: key)),
        ]
        if let extensions { fields.append(("Sec-WebSocket-Extensions", extensions)) }
        if let subprotocol { fields.append(("Sec-WebSocket-Protocol", subprotocol)) }
        return HTTPResponseEncoder.head(status: 101, headers: fields + headers)
    }

    // MARK: The client's side

    /// - Parameters:
    ///   - random: 16 fresh bytes.
    ///   - target: path and query.
    package static func request(
        host: String, target: String, key random: [UInt8], offersDeflate: Bool,
        headers: [(String, String)] = []
    ) -> [UInt8] {
        var output = "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\n"
        output += "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        output += "Sec-WebSocket-Key: \(Base64.encode(random))\r\n"
        if offersDeflate { output += "Sec-WebSocket-Extensions: \(WebSocketDeflate.offer)\r\n" }
        for (name, value) in headers { output += "\(name): \(value)\r\n" }
        return Array((output + "\r\n").utf8)
    }

    /// Checks the server's answer to `request`.
    /// - Returns: the compression agreed on.
    package static func confirm(
        _ response: HTTPResponseHead, key random: [UInt8]
    ) throws(WebSocketError) -> WebSocketDeflate? {
        guard response.status == 101 else {
            throw .violation("the server answered \(response.status) to the WebSocket request")
        }
        let headers = response.headers
        guard headers.tokens("upgrade") == ["websocket"],
            headers.tokens("connection").contains("upgrade"),
            headers.values("sec-websocket-accept") == [accept(key: Base64.encode(random))]
        else { throw .violation("the server's answer is not the one to this WebSocket request") }
        return try WebSocketDeflate.confirm(headers)
    }
}

/// A request's start line and header fields, checked.
package struct HTTPRequestHead: Sendable, Equatable {
    package enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    package var method: String
    /// In origin form, or `*`. Visible ASCII.
    package var target: String
    /// 0 or 1, of HTTP/1.x.
    package var minorVersion: Int
    package var headers: HTTPHeaders
    package var framing: Framing
    /// Whether the connection may be used for another request.
    package var keepAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    package var expectsContinue: Bool

    /// Whether it asks to become a WebSocket; `WebSocketHandshake` checks the rest.
    package var wantsWebSocket: Bool {
        headers.tokens("upgrade").contains("websocket")
            && headers.tokens("connection").contains("upgrade")
    }
}

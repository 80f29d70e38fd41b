/// What a WebSocket tells its owner, always on the socket's loop.
package protocol WebSocketHandler: AnyObject {
    func opened(_ socket: WebSocket)
    func received(_ message: [UInt8], isText: Bool, _ socket: WebSocket)
    /// The last call. `code` is what the peer or this side closed with, nil when the
    /// connection was lost or reset.
    func closed(code: Int?, _ socket: WebSocket)
    /// The queue reached its bound: the connection is reset, `closed` follows.
    func overflowed(_ socket: WebSocket)
    /// The server stops. Say goodbye and close; by default 1001.
    func stopping(_ socket: WebSocket)
}

extension WebSocketHandler {
    package func overflowed(_ socket: WebSocket) {}
    package func stopping(_ socket: WebSocket) {
        socket.close(code: 1001, reason: "the server is stopping")
    }
}

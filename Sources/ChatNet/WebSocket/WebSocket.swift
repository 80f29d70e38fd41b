import ChatBase
import ChatWire

/// The server's end of a WebSocket. Confined to its loop; `id` names it elsewhere.
package final class WebSocket {
    package let id: ConnectionID
    package unowned let loop: EventLoop
    /// The request that opened it, without its body.
    package let request: HTTPRequest
    package let options: WebSocketOptions
    /// Where the owner keeps what belongs to this socket.
    package var attachment: AnyObject?

    /// Bytes and frames accepted by `send` that the kernel does not have yet.
    package private(set) var queuedBytes = 0
    package private(set) var queuedFrames = 0
    /// False once closing began: what is sent from then on is dropped.
    package private(set) var isOpen = true

    init(id: ConnectionID, loop: EventLoop, request: HTTPRequest, options: WebSocketOptions) {
        self.id = id
        self.loop = loop
        self.request = request
        self.options = options
    }

    /// Appends a message by reference; it leaves at the end of the turn.
    package func send(_ message: WireMessage) {
    }

    /// The same, with bytes of this session's own instead of the message's head.
    package func send(_ message: WireMessage, head: InlineBytes) {
    }

    /// A text message of this socket alone.
    package func send(text: [UInt8]) {
        send(WireMessage(text))
    }

    /// Sends a close frame after what is queued, and closes when the peer has answered.
    package func close(code: Int, reason: String) {
        isOpen = false
    }

    /// Closes at once with RST; what is queued is lost.
    package func reset() {
        isOpen = false
    }
}

/// What a peer sent.
package enum WebSocketEvent: Sendable, Equatable {
    case message([UInt8], isText: Bool)
    case ping([UInt8])
    case pong([UInt8])
    /// `code` is nil when the frame had none.
    case close(code: Int?, reason: String)
}

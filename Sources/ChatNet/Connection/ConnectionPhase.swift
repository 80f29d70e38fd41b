/// What a connection is doing, and who understands its bytes.
enum ConnectionPhase {
    /// Waits for the first byte, which tells TLS from plain HTTP.
    case sniffing
    case handshaking
    case http(HTTPChannel)
    case webSocket(WebSocket)
    /// Everything is written and the writing side is shut; what the peer still sends is
    /// dropped, for closing now would reset the connection under the answer.
    case draining
    case closed

    var wantsInput: Bool {
        switch self {
        case .http(let channel): channel.wantsInput
        case .webSocket(let socket): socket.wantsInput
        case .sniffing, .handshaking, .draining: true
        case .closed: false
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .http(let channel): channel.receive(bytes)
        case .webSocket(let socket): socket.receive(bytes)
        case .sniffing, .handshaking, .draining, .closed: break
        }
    }

    /// The peer will send no more.
    /// - Returns: whether that ends the connection.
    func peerEnded() -> Bool {
        guard case .http(let channel) = self else { return true }
        channel.peerEnded()
        return false
    }

    /// The phase took too long.
    /// - Returns: whether that ends the connection at once.
    func deadlinePassed() -> Bool {
        switch self {
        case .http(let channel): channel.deadlinePassed()
        case .webSocket(let socket): socket.deadlinePassed()
        case .sniffing, .handshaking, .draining, .closed: return true
        }
        return false
    }

    /// The server stops.
    /// - Returns: whether that ends the connection at once.
    func serverStops() -> Bool {
        switch self {
        case .http(let channel): channel.serverStops()
        case .webSocket(let socket): socket.serverStops()
        case .draining: break
        case .sniffing, .handshaking, .closed: return true
        }
        return false
    }
}

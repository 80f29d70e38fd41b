/// The receiving half of a WebSocket: bytes in, messages and control frames out.
package struct WebSocketStream {
    private var decoder: WebSocketFrameDecoder
    private var assembler: WebSocketMessageAssembler
    private var failure: WebSocketError?
    private var isClosed = false

    /// - Parameters:
    ///   - role: this end's.
    ///   - limit: of one message, decompressed.
    ///   - deflate: what the handshake agreed to.
    package init(role: WebSocketRole, limit: Int, deflate: WebSocketDeflate? = nil) {
        decoder = WebSocketFrameDecoder(
            role: role, limit: limit, allowsCompressed: deflate != nil)
        assembler = WebSocketMessageAssembler(limit: limit, deflate: deflate)
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if !isClosed { decoder.append(bytes) }
    }

    package mutating func append(_ bytes: [UInt8]) {
        if !isClosed { decoder.append(bytes) }
    }

    /// The next event, nil when more bytes are needed. After an error every call throws it;
    /// after a close frame nothing comes.
    package mutating func next() throws(WebSocketError) -> WebSocketEvent? {
        if let failure { throw failure }
        do {
            while !isClosed, let frame = try decoder.next() {
                guard let event = try assembler.add(frame) else { continue }
                if case .close = event { isClosed = true }
                return event
            }
            return nil
        } catch {
            failure = error
            throw error
        }
    }
}

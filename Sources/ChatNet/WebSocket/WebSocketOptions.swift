import ChatWire

/// What the service decides about a WebSocket when it accepts it.
package struct WebSocketOptions: Sendable {
    package var compression: TransportCompression
    /// Whether permessage-deflate may be negotiated. Never together with `compression`.
    package var allowsDeflate: Bool
    /// In bytes, after decompression.
    package var maximumMessage: Int
    /// The close code for a message above that.
    package var tooLargeCode: Int
    /// The subprotocol to name in the answer, out of those the client offered.
    package var subprotocol: String?

    package init(
        compression: TransportCompression = .none, allowsDeflate: Bool = true,
        maximumMessage: Int = 65_536, tooLargeCode: Int = 1009, subprotocol: String? = nil
    ) {
        self.compression = compression
        self.allowsDeflate = allowsDeflate
        self.maximumMessage = maximumMessage
        self.tooLargeCode = tooLargeCode
        self.subprotocol = subprotocol
    }
}

/// A frame and its payload, no longer masked.
package struct WebSocketFrame: Sendable, Equatable {
    package var header: WebSocketFrameHeader
    package var payload: [UInt8]

    package init(header: WebSocketFrameHeader, payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }

    /// The bytes of one frame, for control frames and for clients.
    /// - Parameter mask: fresh randomness from a client, nil from a server.
    package static func encode(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], isCompressed: Bool = false,
        mask: UInt32? = nil
    ) -> [UInt8] {
        let header = WebSocketFrameHeader(
            opcode: opcode, count: payload.count, isCompressed: isCompressed, mask: mask)
        var output = header.encoded.array
        guard let mask else { return output + payload }
        let start = output.count
        output += payload
        WebSocketMask.apply(mask, to: &output, from: start)
        return output
    }

    /// A close frame's payload; the reason is cut to what a control frame holds.
    package static func closePayload(code: Int, reason: String) -> [UInt8] {
        var payload = [UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code)]
        for scalar in reason.unicodeScalars {
            let bytes = UTF8.encode(scalar)
            guard let bytes, payload.count + bytes.count <= 125 else { break }
            payload += bytes
        }
        return payload
    }
}

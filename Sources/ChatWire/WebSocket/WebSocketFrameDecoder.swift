/// Bytes in, frames out. What a header alone makes wrong is refused before its payload.
package struct WebSocketFrameDecoder {
    private let role: WebSocketRole
    private let allowsCompressed: Bool
    private let limit: Int
    private var input = InputBuffer()
    private var header: WebSocketFrameHeader?

    /// - Parameters:
    ///   - role: this end's; frames come from the other one.
    ///   - limit: of one frame's payload, decompressed.
    package init(role: WebSocketRole, limit: Int, allowsCompressed: Bool) {
        self.role = role
        self.limit = allowsCompressed ? WebSocketDeflate.compressedLimit(limit) : limit
        self.allowsCompressed = allowsCompressed
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) { input.append(bytes) }
    package mutating func append(_ bytes: [UInt8]) { input.append(bytes) }

    package mutating func next() throws(WebSocketError) -> WebSocketFrame? {
        if header == nil { header = try readHeader() }
        guard let header, input.count >= header.count else { return nil }
        var payload = Array(input.prefix(header.count))
        if let mask = header.mask { WebSocketMask.apply(mask, to: &payload) }
        input.consume(header.count)
        self.header = nil
        return WebSocketFrame(header: header, payload: payload)
    }

    private mutating func readHeader() throws(WebSocketError) -> WebSocketFrameHeader? {
        guard input.count >= 2 else { return nil }
        let first = input[0]
        let second = input[1]
        var header = try check(first, second)
        let lengthBytes = header.count < 126 ? 0 : header.count == 126 ? 2 : 8
        let size = 2 + lengthBytes + (second & 0x80 == 0 ? 0 : 4)
        guard input.count >= size else { return nil }
        if lengthBytes > 0 {
            let long = number(at: 2, count: lengthBytes)
            guard long >> 63 == 0 else {
                throw .violation("a frame's length has its highest bit set")
            }
            guard long >= (lengthBytes == 2 ? 126 : 65_536) else {
                throw .violation("a frame's length is not in its shortest form")
            }
            header.count = Int(long)
        }
        guard header.count <= limit || header.opcode.isControl else { throw .tooLarge(limit) }
        if second & 0x80 != 0 {
            header.mask = UInt32(number(at: 2 + lengthBytes, count: 4))
        }
        input.consume(size)
        return header
    }

    /// The header of the first two bytes; `count` is still the short length.
    private func check(
        _ first: UInt8, _ second: UInt8
    ) throws(WebSocketError) -> WebSocketFrameHeader {
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else {
            throw .violation("opcode \(first & 0x0F) is not defined")
        }
        let isCompressed = first & 0x40 != 0
        guard first & 0x30 == 0,
            !isCompressed || (allowsCompressed && (opcode == .text || opcode == .binary))
        else { throw .violation("a reserved bit is set") }
        let isFinal = first & 0x80 != 0
        let count = Int(second & 0x7F)
        guard !opcode.isControl || (isFinal && count < 126) else {
            throw .violation("a control frame is fragmented or longer than 125 bytes")
        }
        switch (role, second & 0x80 != 0) {
        case (.server, false): throw .violation("a client's frames are masked")
        case (.client, true): throw .violation("a server's frames are not masked")
        default: break
        }
        return WebSocketFrameHeader(
            opcode: opcode, count: count, isFinal: isFinal, isCompressed: isCompressed)
    }

    private func number(at index: Int, count: Int) -> UInt64 {
        (index..<index + count).reduce(0) { $0 << 8 | UInt64(input[$1]) }
    }
}

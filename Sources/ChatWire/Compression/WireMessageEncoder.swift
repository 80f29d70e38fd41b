import ChatBase

/// Turns messages into the frames of one connection, in the form it agreed to. The server's
/// side: frames are not masked, and no compressor belongs to the connection.
package struct WireMessageEncoder: Sendable {
    private let compression: TransportCompression
    private let deflates: Bool
    private let largestDeflated: Int
    private var isStarted = false

    /// Below this permessage-deflate would save nothing.
    private static let smallestDeflated = 128

    /// - Parameters:
    ///   - deflates: whether permessage-deflate was agreed to.
    ///   - largestDeflated: longer messages go as they are; nil compresses any.
    package init(
        compression: TransportCompression, deflates: Bool, largestDeflated: Int? = nil
    ) {
        self.compression = compression
        self.largestDeflated = largestDeflated ?? .max
        self.deflates = deflates && compression == .none
    }

    /// - Parameter head: in place of the message's own.
    package mutating func encode(_ message: WireMessage, head: InlineBytes?) -> WireFrame {
        precondition(
            head?.count ?? 0 <= WireMessage.maximumHead, "a head of at most 32 bytes")
        switch compression {
        case .zlibStream: return zlibFrame(message, head ?? message.head)
        case .zstdStream: return zstdFrame(message, head ?? message.head)
        case .none: break
        }
        let tailCount = message.bytes.count - message.tailOffset
        if deflates && tailCount >= Self.smallestDeflated {
            let head = head ?? message.head
            if head.count + tailCount <= largestDeflated { return deflatedFrame(message, head) }
        }
        let range = (head == nil ? 0 : message.tailOffset)..<message.bytes.count
        let own = head ?? InlineBytes()
        var prefix = WebSocketFrameHeader(
            opcode: message.isText ? .text : .binary, count: own.count + range.count
        ).encoded
        prefix.append(own)
        return WireFrame(prefix: prefix, tail: message.bytes, range: range)
    }

    private mutating func zlibFrame(_ message: WireMessage, _ head: InlineBytes) -> WireFrame {
        var content = InlineBytes()
        if !isStarted {
            isStarted = true
            // RFC 1950: deflate with a window of 32 KiB, the default level.
            content.append(0x78)
            content.append(0x9C)
        }
        content.appendStoredBlock(head)
        return frame(.binary, content, message.deflatedTail)
    }

    private mutating func zstdFrame(_ message: WireMessage, _ head: InlineBytes) -> WireFrame {
        var content = InlineBytes()
        if !isStarted {
            isStarted = true
            for byte in ZstdBlocks.frameHeader { content.append(byte) }
        }
        if !head.isEmpty {
            for byte in ZstdBlocks.header(count: head.count) { content.append(byte) }
            content.append(head)
        }
        return frame(.binary, content, message.zstdTail)
    }

    private func deflatedFrame(_ message: WireMessage, _ head: InlineBytes) -> WireFrame {
        var content = InlineBytes()
        content.appendStoredBlock(head)
        let tail = message.deflatedTail
        return frame(
            message.isText ? .text : .binary, content, tail,
            count: tail.count - Deflater.flushMark.count, isCompressed: true)
    }

    private func frame(
        _ opcode: WebSocketOpcode, _ content: InlineBytes, _ tail: SharedBytes,
        count: Int? = nil, isCompressed: Bool = false
    ) -> WireFrame {
        let range = 0..<(count ?? tail.count)
        var prefix = WebSocketFrameHeader(
            opcode: opcode, count: content.count + range.count, isCompressed: isCompressed
        ).encoded
        prefix.append(content)
        return WireFrame(prefix: prefix, tail: tail, range: range)
    }
}

extension InlineBytes {
    /// A stored deflate block (RFC 1951 section 3.2.4), which needs no compressor. It begins
    /// and ends at a byte boundary. Nothing for nothing.
    fileprivate mutating func appendStoredBlock(_ bytes: InlineBytes) {
        guard !bytes.isEmpty else { return }
        let count = UInt16(bytes.count)
        append(0x00)
        append(UInt8(truncatingIfNeeded: count))
        append(UInt8(truncatingIfNeeded: count >> 8))
        append(UInt8(truncatingIfNeeded: ~count))
        append(UInt8(truncatingIfNeeded: ~count >> 8))
        append(bytes)
    }
}

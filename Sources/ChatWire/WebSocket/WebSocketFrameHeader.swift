/// What stands before a frame's payload.
package struct WebSocketFrameHeader: Sendable, Equatable {
    package var opcode: WebSocketOpcode
    package var isFinal: Bool
    /// RSV1, permessage-deflate's bit.
    package var isCompressed: Bool
    /// Of the payload, in bytes.
    package var count: Int
    /// The masking key in the order of its bytes, nil when not masked.
    package var mask: UInt32?

    package init(
        opcode: WebSocketOpcode, count: Int, isFinal: Bool = true, isCompressed: Bool = false,
        mask: UInt32? = nil
    ) {
        self.opcode = opcode
        self.count = count
        self.isFinal = isFinal
        self.isCompressed = isCompressed
        self.mask = mask
    }

    package var encoded: InlineBytes {
        var output = InlineBytes()
        output.append((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch count {
        case ..<126:
            output.append(maskBit | UInt8(count))
        case ..<65_536:
            output.append(maskBit | 126)
            output.append(UInt8(count >> 8))
            output.append(UInt8(count & 0xFF))
        default:
            output.append(maskBit | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: count >> shift))
            }
        }
        if let mask {
            for shift in stride(from: 24, through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: mask >> UInt32(shift)))
            }
        }
        return output
    }
}

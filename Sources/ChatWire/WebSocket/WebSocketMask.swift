/// The XOR of RFC 6455 section 5.3.
enum WebSocketMask {
    static func apply(_ mask: UInt32, to bytes: inout [UInt8], from start: Int = 0) {
        guard start < bytes.count, mask != 0 else { return }
        // The key in memory order, twice, so that eight bytes go at once.
        let word = UInt64(mask.bigEndian) << 32 | UInt64(mask.bigEndian)
        bytes.withUnsafeMutableBytes { buffer in
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
            var index = 0
            while index + 8 <= target.count {
                let value = target.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                target.storeBytes(of: value ^ word, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < target.count {
                target[index] ^= UInt8(truncatingIfNeeded: mask >> UInt32(24 - 8 * (index & 3)))
                index += 1
            }
        }
    }
}

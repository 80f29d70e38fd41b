import ChatBase

/// Raw blocks of a Zstandard frame (RFC 8878) that never ends: every Zstandard decoder reads
/// them, and bytes that all sessions share need no compressor for each session.
package enum ZstdBlocks {
    /// Magic number, no checksum, no content size, a window of 128 KiB.
    package static let frameHeader: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38]
    /// What one block may hold (RFC 8878 section 3.1.1.2.3).
    package static let maximumBlock = 131_072

    /// The three bytes before a raw block that isn't the last.
    package static func header(count: Int) -> [UInt8] {
        precondition(count <= maximumBlock, "a block holds at most 128 KiB")
        let value = UInt32(count) << 3
        return [
            UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8),
            UInt8(truncatingIfNeeded: value >> 16),
        ]
    }

    package static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 3 * (bytes.count / maximumBlock + 1))
        var start = 0
        repeat {
            let end = min(bytes.count, start + maximumBlock)
            output += header(count: end - start)
            output.append(contentsOf: bytes[start..<end])
            start = end
        } while start < bytes.count
        return output
    }
}

import CChatZlib

/// A compressor that starts anew with each message. Not for two threads at once.
package final class Deflater {
    /// What a sync flush ends with; permessage-deflate leaves it out.
    package static let flushMark: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    // On the heap, for zlib keeps the address.
    private let stream: UnsafeMutablePointer<z_stream>

    package init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = cchat_deflate_init(stream, Z_DEFAULT_COMPRESSION, -15, 8)
        precondition(result == Z_OK, "deflateInit2 fails only without memory")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Blocks that refer to nothing before them and end with `flushMark`, so that they fit
    /// into any deflate stream at a byte boundary.
    package func deflate(_ input: UnsafeRawBufferPointer) -> [UInt8] {
        deflateReset(stream)
        // The bound is for a finished stream; a flush adds at most one empty block.
        let capacity = Int(deflateBound(stream, UInt(input.count))) + 16
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let bytes = input.assumingMemoryBound(to: UInt8.self)
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(capacity)
            let result = CChatZlib.deflate(stream, Z_SYNC_FLUSH)
            precondition(
                result == Z_OK && stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0,
                "deflate fits into its bound")
            count = capacity - Int(stream.pointee.avail_out)
        }
    }

    package func deflate(_ input: [UInt8]) -> [UInt8] {
        input.withUnsafeBytes { deflate($0) }
    }
}

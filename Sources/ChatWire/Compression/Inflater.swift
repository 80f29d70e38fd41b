import CChatZlib

/// A zlib decompressor that lives as long as its stream. Not for two threads at once.
package final class Inflater {
    package enum Format: Sendable {
        /// Blocks alone, as permessage-deflate has them.
        case raw
        /// With the two bytes of RFC 1950 before the first block.
        case zlib
    }

    // On the heap, for zlib keeps the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private let format: Format

    package init(_ format: Format) {
        self.format = format
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = cchat_inflate_init(stream, format == .raw ? -15 : 15)
        precondition(result == Z_OK, "inflateInit2 fails only without memory")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Forgets what came before.
    package func reset() { inflateReset(stream) }

    /// Everything that comes out of these bytes.
    /// - Throws: when they are no deflate stream, or more than `limit` bytes come out. The
    ///   stream can't go on after that.
    package func inflate(_ input: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
        var output: [UInt8] = []
        var failure: CompressionError?
        input.withUnsafeBufferPointer { buffer in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: buffer.baseAddress)
            stream.pointee.avail_in = UInt32(buffer.count)
            failure = drain(into: &output, limit: limit)
            stream.pointee.next_in = nil
        }
        if let failure { throw failure }
        return output
    }

    private func drain(into output: inout [UInt8], limit: Int) -> CompressionError? {
        var chunkSize = max(256, Int(stream.pointee.avail_in) * 4)
        while true {
            // One byte beyond the limit, to see that there is more.
            let size = min(chunkSize, limit - output.count + 1)
            var result = Z_OK
            let chunk = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(size)
                result = CChatZlib.inflate(stream, Z_SYNC_FLUSH)
                count = size - Int(stream.pointee.avail_out)
            }
            output += chunk
            if output.count > limit { return .tooLarge }
            switch result {
            case Z_OK where stream.pointee.avail_out == 0:
                chunkSize *= 2
            case Z_STREAM_END where format == .raw:
                // A peer may end each message with a final block (RFC 7692 section 7.2.3.4);
                // the window stays.
                inflateResetKeep(stream)
                if stream.pointee.avail_in == 0 { return nil }
            case Z_OK, Z_BUF_ERROR:
                // Z_BUF_ERROR: nothing left to do, which is no error.
                return stream.pointee.avail_in == 0 ? nil : .corrupt
            default:
                // Also the end of a zlib stream: none here ever ends.
                return .corrupt
            }
        }
    }
}

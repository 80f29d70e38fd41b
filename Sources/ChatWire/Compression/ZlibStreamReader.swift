/// The client's side of `zlib-stream`: one stream over all messages of a connection.
package final class ZlibStreamReader {
    private let inflater = Inflater(.zlib)
    private var pending: [UInt8] = []

    package init() {}

    /// The message these bytes complete; nil while its flush mark has not come.
    /// - Parameter limit: of the message, in bytes, compressed or not.
    package func read(_ bytes: [UInt8], limit: Int) throws(CompressionError) -> [UInt8]? {
        guard pending.count + bytes.count <= limit else { throw .tooLarge }
        pending += bytes
        guard pending.suffix(4).elementsEqual(Deflater.flushMark) else { return nil }
        let whole = pending
        pending = []
        return try inflater.inflate(whole, limit: limit)
    }
}

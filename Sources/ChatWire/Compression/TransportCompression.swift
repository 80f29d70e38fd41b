/// How a gateway session's messages are compressed, as asked for with `compress=`.
package enum TransportCompression: Sendable, Hashable {
    case none
    /// One zlib stream over all messages of the connection, a sync flush after each.
    case zlibStream
    /// One Zstandard frame over all messages of the connection, each whole blocks.
    case zstdStream

    package init?(name: String) {
        switch name {
        case "zlib-stream": self = .zlibStream
        case "zstd-stream": self = .zstdStream
        default: return nil
        }
    }
}

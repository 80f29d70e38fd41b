import ChatBase

/// Tells one life of a database from another: a restored backup has a new one.
package struct Epoch: Sendable, Hashable, CustomStringConvertible {
    /// 16 random bytes.
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        precondition(bytes.count == 16, "an epoch has 16 bytes")
        self.bytes = bytes
    }

    /// Lower-case hexadecimal, as READY and HELLO carry it.
    package var description: String { Hex.encode(bytes) }
}

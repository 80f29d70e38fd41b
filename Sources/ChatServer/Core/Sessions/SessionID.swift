import ChatBase

/// Names a v=10 session: 32 hexadecimal digits.
package struct SessionID: Sendable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// - Parameter bytes: 16 random ones.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 16, "a session's name has 16 bytes")
        self.bytes = bytes
    }

    package init?(_ text: String) {
        guard let bytes = Hex.decode(text), bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    package var description: String { Hex.encode(bytes) }
}

import ChatBase
import ChatCore

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
        // Tracks are the server's own.
        if isTrack { return nil }
    }

    /// Names the track of a user's views, which no client can name.
    package init(trackOf user: UserID) {
        let number = (0..<8).map { UInt8(truncatingIfNeeded: user.rawValue >> (56 - 8 * $0)) }
        bytes = Self.trackPrefix + number
    }

    private static let trackPrefix = [UInt8](repeating: 0, count: 8)

    package var isTrack: Bool { bytes.prefix(8) == Self.trackPrefix[...] }

    package var description: String { Hex.encode(bytes) }
}

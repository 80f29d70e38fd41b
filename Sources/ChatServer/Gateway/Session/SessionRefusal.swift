import ChatCore

/// Why a client frame ends its connection.
package struct SessionRefusal: Error, Sendable, Hashable {
    package let code: CloseCode
    package let reason: String

    package static func malformed(_ field: String, _ expected: String) -> Self {
        Self(code: .decodeError, reason: "\(field): \(expected) is missing")
    }
}

/// JSON from the wire that is not of the expected shape.
public struct DecodingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The member, as `author.id`.
    public let path: String
    /// What should have stood there.
    public let expected: String

    package init(path: String, expected: String) {
        self.path = path
        self.expected = expected
    }

    /// One sentence for a log.
    public var description: String { "\(path.isEmpty ? "the value" : path): expected \(expected)" }
}

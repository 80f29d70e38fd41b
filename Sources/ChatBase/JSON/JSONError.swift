/// Why bytes are not JSON, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: Reason
    /// Bytes from the start of the text.
    package let offset: Int

    package enum Reason: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedCharacter = "a character that cannot stand here"
        case invalidNumber = "not a number"
        case invalidEscape = "not a valid escape"
        case invalidUTF8 = "not UTF-8"
        case controlCharacter = "a control character inside a string"
        case tooDeep = "nested too deeply"
        case trailingText = "text after the value"
    }

    package var description: String { "invalid JSON at byte \(offset): \(reason.rawValue)" }
}

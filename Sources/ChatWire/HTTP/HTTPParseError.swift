/// Why a message is refused. The connection can't go on after it.
package struct HTTPParseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The status to answer with.
    package let status: Int
    package let message: String

    package init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    package var description: String { message }
}

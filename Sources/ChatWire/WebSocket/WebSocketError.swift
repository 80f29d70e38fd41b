/// How a peer broke the protocol, and the close code it gets.
package struct WebSocketError: Error, Sendable, Equatable, CustomStringConvertible {
    package let code: Int
    package let message: String

    package init(_ code: Int, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    static func violation(_ message: String) -> WebSocketError { WebSocketError(1002, message) }
    static func tooLarge(_ limit: Int) -> WebSocketError {
        WebSocketError(1009, "a message is larger than \(limit) bytes")
    }
}

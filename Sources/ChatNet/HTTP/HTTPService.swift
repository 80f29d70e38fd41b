/// What answers requests: one object a loop, made on the loop's thread and called there only.
package protocol HTTPService: AnyObject {
    /// Answers now or later, by `exchange.respond` on this loop, or from any thread by
    /// `loop.respond(exchange.id, …)`.
    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange)

    /// Called for valid WebSocket upgrade requests only.
    func upgrade(_ request: HTTPRequest) -> UpgradeDecision

    /// The answer to what is no valid request; the connection closes after it. By default
    /// the message as plain text.
    func malformed(status: Int, _ message: String) -> HTTPResponse
}

extension HTTPService {
    package func malformed(status: Int, _ message: String) -> HTTPResponse {
        .text(status, message)
    }
}

package enum UpgradeDecision {
    case accept(WebSocketOptions, any WebSocketHandler)
    case refuse(HTTPResponse)
}

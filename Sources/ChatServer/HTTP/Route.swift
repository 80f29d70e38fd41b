import ChatCore

/// One operation of the API: what serves it, who may call it, and what the OpenAPI
/// document says about it.
package struct Route: Sendable {
    package typealias Handler = @Sendable (RouteCall) throws(APIError) -> Void

    package enum Access: Sendable, Hashable {
        case anyone
        /// Any account, a person or a bot.
        case account
        /// Accounts with a password.
        case person
        /// The server's own command line, by the administration socket.
        case administration
        /// Callers on the same machine, and who may manage the community.
        case operations
    }

    /// A query parameter.
    package struct Query: Sendable, Hashable {
        package let name: String
        package let schema: Schema
        package let help: String

        package init(_ name: String, _ schema: Schema, _ help: String) {
            self.name = name
            self.schema = schema
            self.help = help
        }
    }

    package let method: HTTPMethod
    package let pattern: RoutePattern
    package let summary: String
    package let access: Access
    package let limit: RateLimits.Kind
    package let query: [Query]
    package let body: Schema?
    /// The status and body of success; nil for one without a body.
    package let success: (status: Int, schema: Schema?)
    package let handler: Handler

    package init(
        _ method: HTTPMethod, _ pattern: String, _ summary: String, access: Access = .account,
        limit: RateLimits.Kind, query: [Query] = [], body: Schema? = nil, status: Int = 200,
        returns schema: Schema? = nil, handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = RoutePattern(pattern)
        self.summary = summary
        self.access = access
        self.limit = limit
        self.query = query
        self.body = body
        success = (schema == nil && status == 200 ? 204 : status, schema)
        self.handler = handler
    }

    /// `GET /channels/{channel_id}`: names it in logs, metrics and idempotency keys.
    package var name: String { "\(method.rawValue) \(pattern.text)" }
}

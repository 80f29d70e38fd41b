import ChatWire

/// A whole request: its body has arrived.
package struct HTTPRequest: Sendable {
    package var method: String
    /// As sent: path and query.
    package var target: String
    /// The target before `?`, still percent-encoded.
    package var path: String
    /// The target after `?`, still percent-encoded.
    package var query: String?
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// The client's address without port; `X-Forwarded-For` counts when a trusted proxy or
    /// a unix socket brought it. Empty for a unix socket without that header.
    package var remoteAddress: String
    /// Whether the client's own connection is encrypted (`X-Forwarded-Proto` from a proxy).
    package var isSecure: Bool
    /// The user at the other end of a unix socket.
    package var peerUID: UInt32?

    package init(
        method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        remoteAddress: String = "", isSecure: Bool = false, peerUID: UInt32? = nil
    ) {
        self.method = method
        self.target = target
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : nil
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
        self.peerUID = peerUID
    }

    var withoutHeaders: HTTPRequest {
        var request = self
        request.headers = [:]
        return request
    }
}

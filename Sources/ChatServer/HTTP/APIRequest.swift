import ChatBase
import ChatCore
import ChatWire

/// One request of the API, whether it came by HTTP or by op 101 of a gateway socket.
package struct APIRequest: Sendable {
    package var method: String
    /// From the mount on, still percent-encoded: `/channels/12/messages`.
    package var path: String
    /// Still percent-encoded.
    package var query: String?
    package var headers: HTTPHeaders
    package var body: [UInt8]
    package var dialect: Dialect
    package var origin: Origin
    /// Set for op 101, whose session is identified; HTTP requests carry a token instead.
    package var principal: Principal?
    /// Names the request in the log and in error bodies.
    package var id: String

    /// Where it came from.
    package struct Origin: Sendable, Hashable {
        /// Without port; empty for a unix socket.
        package var address: String
        package var isSecure: Bool
        /// It came by the administration socket, whose peer runs as the server's user.
        package var isAdministration: Bool

        package init(address: String = "", isSecure: Bool = false, isAdministration: Bool = false) {
            self.address = address
            self.isSecure = isSecure
            self.isAdministration = isAdministration
        }

        /// The same machine.
        package var isLocal: Bool {
            isAdministration || address.hasPrefix("127.") || address == "::1"
        }
    }

    package init(
        method: String, path: String, query: String? = nil, headers: HTTPHeaders = [:],
        body: [UInt8] = [], dialect: Dialect = .v1, origin: Origin = Origin(),
        principal: Principal? = nil, id: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.dialect = dialect
        self.origin = origin
        self.principal = principal
        self.id = id
    }
}

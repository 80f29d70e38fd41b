import ChatBase
import ChatCore
import ChatNet
import ChatWire

/// The HTTP face of the API on one loop.
package final class APIService: HTTPService {
    /// What becomes of WebSocket upgrades: the gateway's decision.
    package typealias Upgrade = (HTTPRequest) -> UpgradeDecision

    private let loop: EventLoop
    private let router: Router
    private let services: APIServices
    private let isAdministration: Bool
    private let upgradeGateway: Upgrade

    /// - Parameter isAdministration: the socket of the command line, whose peers may do
    ///   everything; they are checked to be the server's own user.
    package init(
        loop: EventLoop, router: Router, services: APIServices, isAdministration: Bool = false,
        upgrade: @escaping Upgrade
    ) {
        self.loop = loop
        self.router = router
        self.services = services
        self.isAdministration = isAdministration
        upgradeGateway = upgrade
    }

    package func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let id = services.newRequestID()
        if isAdministration, !isOwnUser(request) {
            return exchange.respond(
                Self.http(.failure(APIError(403, .missingAccess), requestID: id), id))
        }
        guard let (dialect, path) = Self.mount(request.path) else {
            return exchange.respond(Self.http(outside(request, id), id))
        }
        let isHead = request.method == "HEAD"
        let call = APIRequest(
            method: isHead ? "GET" : request.method, path: path, query: request.query,
            headers: request.headers, body: request.body, dialect: dialect,
            origin: APIRequest.Origin(
                address: request.remoteAddress, isSecure: request.isSecure,
                isAdministration: isAdministration),
            id: id)
        let (exchange, loop) = (exchange.id, loop)
        router.handle(call) { response in
            loop.respond(exchange, Self.http(response, id))
        }
    }

    package func upgrade(_ request: HTTPRequest) -> UpgradeDecision {
        guard !isAdministration, request.path == "/gateway" || request.path == "/gateway/" else {
            let id = services.newRequestID()
            return .refuse(
                Self.http(.failure(APIError(404, .unknownRoute), requestID: id), id))
        }
        return upgradeGateway(request)
    }

    package func malformed(status: Int, _ message: String) -> HTTPResponse {
        let id = services.newRequestID()
        let code: ErrorCode = status == 413 ? .requestTooLarge : .general
        return Self.http(.failure(APIError(status, code, message), requestID: id), id)
    }

    // MARK: Parts

    private func isOwnUser(_ request: HTTPRequest) -> Bool {
        request.peerUID == ProcessOwner.uid || request.peerUID == 0
    }

    /// The dialect and the path below its mount. What operators ask is at the root, too.
    static func mount(_ path: String) -> (Dialect, String)? {
        for dialect in [Dialect.v10, .v1] {
            let mount = "/api/v\(dialect.rawValue)"
            if path.hasPrefix(mount + "/") {
                return (dialect, String(path.dropFirst(mount.count)))
            }
        }
        let root = ["/healthz", "/metrics", "/meta", "/openapi.json"]
        if root.contains(path) || path.hasPrefix("/admin/") { return (.v1, path) }
        return nil
    }

    private func outside(_ request: HTTPRequest, _ id: String) -> APIResponse {
        if request.path == "/", ["GET", "HEAD"].contains(request.method) {
            let text = "This is a Roost server. Sign in with: roost login URL\n"
            return APIResponse(
                status: 200, headers: [("Content-Type", "text/plain; charset=utf-8")],
                body: Array(text.utf8))
        }
        let message = "404: Not Found. The API is below /api/v1 and /api/v10."
        return .failure(APIError(404, .unknownRoute, message), requestID: id)
    }

    private static func http(_ response: APIResponse, _ id: String) -> HTTPResponse {
        HTTPResponse(
            status: response.status,
            headers: response.headers + [("X-Request-Id", id), ("Cache-Control", "no-store")],
            body: response.body)
    }
}

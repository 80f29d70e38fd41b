import ChatBase
import ChatCore

/// From a request to its answer: finds the route, the caller and the limit, and calls.
package final class Router: Sendable {
    package let routes: [Route]
    private let tree: RouteTree
    /// Each route's number and the name of its bucket, by the route's name.
    private let buckets: [String: (number: Int, text: String)]
    private let services: APIServices

    package init(routes: [Route], services: APIServices) {
        self.routes = routes
        self.services = services
        var tree = RouteTree()
        var buckets: [String: (number: Int, text: String)] = [:]
        for (number, route) in routes.enumerated() {
            tree.insert(route)
            buckets[route.name] = (
                number, Hex.encode(Digest.sha256(Array(route.name.utf8)).prefix(8))
            )
        }
        self.tree = tree
        self.buckets = buckets
    }

    /// - Parameter completion: called once, on any thread.
    package func handle(
        _ request: APIRequest, _ completion: @escaping @Sendable (APIResponse) -> Void
    ) {
        let started = services.time.now
        func answer(_ error: APIError, route: String = "none", headers: [(String, String)] = []) {
            var response = APIResponse.failure(error, requestID: request.id)
            response.headers += headers
            services.record(request, route, nil, response, since: started)
            completion(response)
        }

        guard let segments = Self.segments(of: request.path) else {
            return answer(APIError(400, .general, "The path is not valid."))
        }
        switch tree.find(method: request.method, segments: segments) {
        case .none:
            answer(APIError(404, .unknownRoute))
        case .wrongMethod(let allowed):
            answer(
                APIError(405, .methodNotAllowed),
                headers: [("Allow", allowed.joined(separator: ", "))])
        case .route(let route, let parameters):
            do {
                try call(route, parameters, request, started, completion)
            } catch {
                answer(error, route: route.name)
            }
        }
    }

    private func call(
        _ route: Route, _ parameters: [String], _ request: APIRequest, _ started: MonotonicTime,
        _ completion: @escaping @Sendable (APIResponse) -> Void
    ) throws(APIError) {
        let snapshot = services.engine.snapshot
        let caller = try authenticate(route, request, snapshot)
        let bucket = buckets[route.name] ?? (0, "")
        var headers: [(String, String)] = []
        switch check(route, parameters, request, caller, bucket.number) {
        case .allowed(nil): break
        case .allowed(let state?):
            headers = state.headers(bucket: bucket.text, wall: services.time.wall)
        case .refused(let state, let wait, let isGlobal):
            var response = APIResponse.limited(
                after: wait, scope: isGlobal ? "global" : "user", isGlobal: isGlobal,
                requestID: request.id)
            response.headers += state.headers(bucket: bucket.text, wall: services.time.wall)
            services.record(request, route.name, caller, response, since: started)
            return completion(response)
        }
        guard let query = PercentCoding.query(request.query ?? "") else {
            throw APIError(400, .general, "The query is not valid.")
        }
        let call = RouteCall(
            route: route, request: request, services: services, snapshot: snapshot,
            caller: caller, query: query, parameters: parameters
        ) { [services, headers] response in
            var response = response
            response.headers += headers
            services.record(request, route.name, caller, response, since: started)
            completion(response)
        }
        do {
            try route.handler(call)
        } catch {
            call.fail(error)
        }
    }

    // MARK: Steps

    /// The decoded segments; nil when one cannot be decoded.
    static func segments(of path: String) -> [String]? {
        guard path.hasPrefix("/") else { return nil }
        var segments: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = PercentCoding.decode(part) else { return nil }
            segments.append(segment)
        }
        return segments
    }

    private func authenticate(
        _ route: Route, _ request: APIRequest, _ snapshot: Snapshot
    ) throws(APIError) -> Principal? {
        switch route.access {
        case .anyone: return nil
        case .administration:
            // Elsewhere these routes do not exist.
            guard request.origin.isAdministration else { throw APIError(404, .unknownRoute) }
            return nil
        case .operations:
            // A proxy that is not trusted makes everyone look local.
            if request.origin.isLocal, request.headers["x-forwarded-for"] == nil { return nil }
            guard let caller = try? principal(request, snapshot),
                snapshot.community.permissions(of: caller.user).contains(.manageGuild)
            else { throw APIError(404, .unknownRoute) }
            return caller
        case .account: return try principal(request, snapshot)
        case .person:
            let caller = try principal(request, snapshot)
            guard !caller.isBot else { throw APIError(403, .botsCannotUse) }
            return caller
        }
    }

    private func principal(_ request: APIRequest, _ snapshot: Snapshot) throws(APIError)
        -> Principal
    {
        if let principal = request.principal { return principal }
        guard let header = request.headers["authorization"],
            let token = Token.inHeader(header)
        else { throw .unauthorized }
        let hash = Token.hash(token)
        if let principal = snapshot.accounts.principal(token: hash, now: services.time.wall) {
            return principal
        }
        throw snapshot.accounts.expiry(token: hash) == nil
            ? .unauthorized : APIError(401, .tokenExpired)
    }

    private func check(
        _ route: Route, _ parameters: [String], _ request: APIRequest, _ caller: Principal?,
        _ number: Int
    ) -> RateLimiter.Verdict {
        if request.origin.isAdministration || route.access == .operations { return .allowed(nil) }
        let identity: RateLimiter.Identity =
            caller.map { .user($0.user) }
            ?? .address(LoginThrottle.network(of: request.origin.address))
        let major = route.pattern.majorParameter == nil ? 0 : UInt64(parameters[0]) ?? 0
        return services.limiter.withLock { limiter in
            limiter.check(
                identity, kind: route.limit, route: number, major: major, now: services.time.now)
        }
    }
}

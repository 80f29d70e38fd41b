/// Finds the route of a path: one dictionary look-up a segment, literals before parameters.
struct RouteTree: Sendable {
    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var routes: [String: Route] = [:]
    }

    enum Match: Sendable {
        case route(Route, parameters: [String])
        /// The path is known, but not with this method.
        case wrongMethod(allowed: [String])
        case none
    }

    private var nodes = [Node()]

    mutating func insert(_ route: Route) {
        var index = 0
        for segment in route.pattern.segments {
            switch segment {
            case .literal(let text): index = child(of: index, \.literals[text])
            case .parameter: index = child(of: index, \.parameter)
            }
        }
        let method = route.method.rawValue
        precondition(nodes[index].routes[method] == nil, "\(method) \(route.pattern.text) twice")
        nodes[index].routes[method] = route
    }

    private mutating func child(of index: Int, _ slot: WritableKeyPath<Node, Int?>) -> Int {
        if let child = nodes[index][keyPath: slot] { return child }
        nodes.append(Node())
        nodes[index][keyPath: slot] = nodes.count - 1
        return nodes.count - 1
    }

    /// - Parameter segments: decoded.
    func find(method: String, segments: [String]) -> Match {
        var parameters: [String] = []
        var allowed: Set<String> = []
        if let route = find(method, segments[...], from: 0, &parameters, &allowed) {
            return .route(route, parameters: parameters)
        }
        return allowed.isEmpty ? .none : .wrongMethod(allowed: allowed.sorted())
    }

    private func find(
        _ method: String, _ segments: ArraySlice<String>, from index: Int,
        _ parameters: inout [String], _ allowed: inout Set<String>
    ) -> Route? {
        let node = nodes[index]
        guard let first = segments.first else {
            if let route = node.routes[method] { return route }
            allowed.formUnion(node.routes.keys)
            return nil
        }
        if let child = node.literals[first],
            let route = find(method, segments.dropFirst(), from: child, &parameters, &allowed)
        {
            return route
        }
        guard let child = node.parameter, !first.isEmpty else { return nil }
        parameters.append(first)
        if let route = find(method, segments.dropFirst(), from: child, &parameters, &allowed) {
            return route
        }
        parameters.removeLast()
        return nil
    }
}

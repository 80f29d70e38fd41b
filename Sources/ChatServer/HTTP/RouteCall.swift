import ChatBase
import ChatCore
import ChatNet

/// One call of a route, until it is answered.
package struct RouteCall: Sendable {
    package let route: Route
    package let request: APIRequest
    package let services: APIServices
    package let snapshot: Snapshot
    /// Nil only where the route lets anyone in.
    package let caller: Principal?
    package let query: [(name: String, value: String)]
    private let parameters: [String]
    private let answer: @Sendable (APIResponse) -> Void

    init(
        route: Route, request: APIRequest, services: APIServices, snapshot: Snapshot,
        caller: Principal?, query: [(name: String, value: String)], parameters: [String],
        answer: @escaping @Sendable (APIResponse) -> Void
    ) {
        self.route = route
        self.request = request
        self.services = services
        self.snapshot = snapshot
        self.caller = caller
        self.query = query
        self.parameters = parameters
        self.answer = answer
    }

    package var principal: Principal {
        guard let caller else { preconditionFailure("\(route.name) lets anyone in") }
        return caller
    }

    package var community: Community { snapshot.community }

    // MARK: Parts of the request

    package func text(_ name: String) -> String {
        guard let index = route.pattern.parameters.firstIndex(of: name) else {
            preconditionFailure("\(route.name) has no parameter \(name)")
        }
        return parameters[index]
    }

    package func id<ID: Snowflake>(_ name: String) throws(APIError) -> ID {
        try Self.id(text(name), name)
    }

    package func queryText(_ name: String) -> String? {
        query.last { $0.name == name }?.value
    }

    package func queryID<ID: Snowflake>(_ name: String) throws(APIError) -> ID? {
        guard let text = queryText(name) else { return nil }
        return try Self.id(text, name)
    }

    package func queryInt(_ name: String, in range: ClosedRange<Int>, default value: Int)
        throws(APIError) -> Int
    {
        guard let text = queryText(name) else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(
                name, "NUMBER_TYPE_RANGE",
                "Write a whole number between \(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }

    /// As Python writes it, too. False when it isn't there.
    package func queryBool(_ name: String) throws(APIError) -> Bool {
        switch queryText(name) {
        case "1", "true", "True": return true
        case nil, "0", "false", "False": return false
        default:
            throw .invalid(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        }
    }

    private static func id<ID: Snowflake>(_ text: String, _ name: String) throws(APIError) -> ID {
        guard let id = ID(text) else {
            throw .invalid(
                name, "NUMBER_TYPE_COERCE", "Value \"\(text.prefix(32))\" is not snowflake.")
        }
        return id
    }

    // MARK: Answering

    package func respond(_ response: APIResponse) { answer(response) }

    package func fail(_ error: APIError) {
        answer(.failure(error, requestID: request.id))
    }

    /// Reads on a thread of the storage and answers with what `render` makes of it.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value,
        render: @escaping @Sendable (Value) -> APIResponse
    ) {
        services.engine.read(body) { result in self.finish(result, render) }
    }

    /// Changes something in one transaction; the answer follows its commit.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value,
        render: @escaping @Sendable (Value) -> APIResponse
    ) {
        services.engine.write(body) { result in self.finish(result, render) }
    }

    private func finish<Value>(
        _ result: Result<Value, APIError>, _ render: (Value) -> APIResponse
    ) {
        switch result {
        case .success(let value): answer(render(value))
        case .failure(let error): fail(error)
        }
    }
}

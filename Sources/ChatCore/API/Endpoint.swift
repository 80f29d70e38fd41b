import ChatBase

/// One request of the API as a value: what to send, and how to read the answer.
public struct Endpoint<Response: Sendable>: Sendable {
    package let method: HTTPMethod
    /// From the mount on, percent-encoded: `/channels/12/messages`.
    package let path: String
    /// Not yet percent-encoded.
    package var query: [(name: String, value: String)]
    package var body: JSON?
    /// The path with its minor ids replaced: requests with one key are limited together.
    package let bucketKey: String
    package var idempotencyKey: String?
    package var isAuthenticated: Bool
    package let decode: @Sendable (JSON) throws(DecodingFailure) -> Response

    package init(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
        body: JSON? = nil, bucketKey: String? = nil, idempotencyKey: String? = nil,
        isAuthenticated: Bool = true,
        decode: @escaping @Sendable (JSON) throws(DecodingFailure) -> Response
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.bucketKey = "\(method.rawValue) \(bucketKey ?? path)"
        self.idempotencyKey = idempotencyKey
        self.isAuthenticated = isAuthenticated
        self.decode = decode
    }

    /// True where repeating does no harm: reads, and writes that carry a key.
    package var isRepeatable: Bool {
        method == .get || method == .put || method == .delete || idempotencyKey != nil
    }
}

extension Endpoint where Response == Void {
    package init(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
        body: JSON? = nil, bucketKey: String? = nil, idempotencyKey: String? = nil,
        isAuthenticated: Bool = true
    ) {
        self.init(
            method, path, query: query, body: body, bucketKey: bucketKey,
            idempotencyKey: idempotencyKey, isAuthenticated: isAuthenticated,
            decode: { (_) throws(DecodingFailure) in })
    }
}

extension JSON {
    /// The elements of an array, each decoded.
    package func map<Element>(
        _ decode: (JSON) throws(DecodingFailure) -> Element
    ) throws(DecodingFailure) -> [Element] {
        guard let array else { throw DecodingFailure(path: "", expected: "an array") }
        var result: [Element] = []
        for element in array { result.append(try decode(element)) }
        return result
    }
}

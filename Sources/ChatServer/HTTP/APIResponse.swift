import ChatBase
import ChatCore

/// A response before it becomes HTTP or the body of op 102.
package struct APIResponse: Sendable {
    package var status: Int
    package var headers: [(String, String)]
    package var body: [UInt8]

    /// Exactly this: three of four bot libraries take any other form for text.
    package static let json = "application/json"

    package init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static let noContent = APIResponse(status: 204)

    /// One JSON value.
    package static func json(
        _ status: Int = 200, headers: [(String, String)] = [],
        _ write: (inout JSONWriter) -> Void
    ) -> APIResponse {
        var writer = JSONWriter(capacity: 512)
        write(&writer)
        return APIResponse(
            status: status, headers: [("Content-Type", json)] + headers, body: writer.bytes)
    }

    /// One JSON array.
    package static func array<Element>(
        _ elements: some Sequence<Element>, headers: [(String, String)] = [],
        _ write: (Element, inout JSONWriter) -> Void
    ) -> APIResponse {
        json(headers: headers) { writer in
            writer.beginArray()
            for element in elements { write(element, &writer) }
            writer.endArray()
        }
    }

    package static func failure(_ error: APIError, requestID: String) -> APIResponse {
        json(error.status) { writer in
            ErrorBody(
                code: error.code, message: error.message, fields: error.fields,
                requestID: requestID
            ).write(to: &writer)
        }
    }

    /// 429 with all that the libraries read: without `Via` discord.py gives up at once.
    package static func limited(
        after wait: Duration, scope: String, isGlobal: Bool, requestID: String
    ) -> APIResponse {
        // Rounded up, so that a client that waits exactly so long is served.
        let milliseconds = Double((wait.nanoseconds + 999_999) / 1_000_000)
        let seconds = max(0.001, milliseconds / 1000)
        let headers = [
            ("Via", "1.1 roost"), ("Retry-After", String(Int(seconds.rounded(.up)))),
            ("X-RateLimit-Scope", scope),
        ]
        return json(429, headers: headers + (isGlobal ? [("X-RateLimit-Global", "true")] : [])) {
            ErrorBody(
                code: .rateLimited, retryAfter: seconds, isGlobal: isGlobal, requestID: requestID
            ).write(to: &$0)
        }
    }
}

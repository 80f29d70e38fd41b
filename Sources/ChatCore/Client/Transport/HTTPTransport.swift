import CChatCurl
import ChatBase

/// Requests to one server over kept-alive connections of the network thread.
final class HTTPTransport: Sendable {
    struct Request: Sendable {
        var method: String
        var url: String
        var headers: [(name: String, value: String)] = []
        var body: [UInt8]?
    }

    struct Response: Sendable {
        let status: Int
        /// Names in lower case.
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        subscript(header name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    let settings: TransportSettings
    private let pool = Confined<HTTPPool>()
    private let lastID = Lock<UInt64>(0)

    init(settings: TransportSettings) {
        self.settings = settings
        let pool = pool
        NetworkThread.shared.post { loop in
            pool.set(HTTPPool(loop: loop, settings: settings), on: loop)
        }
    }

    deinit { close() }

    /// Sends once: no retry, no redirect. A response of any status is a success here.
    func perform(_ request: Request) async throws(ChatError) -> Response {
        for (name, value) in request.headers
        where !value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
            throw ChatError(.invalid, "\(name) can't hold control characters.")
        }
        let id = lastID.withLock { last in
            last += 1
            return last
        }
        let pool = pool
        let isCancelled = Lock(false)
        let result: HTTPPool.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                NetworkThread.shared.post { loop in
                    guard let pool = pool.get(on: loop) else {
                        continuation.resume(returning: .failure(.closed))
                        return
                    }
                    guard !isCancelled.withLock({ $0 }) else {
                        continuation.resume(returning: .failure(.cancelled))
                        return
                    }
                    pool.start(id, request) { continuation.resume(returning: $0) }
                }
            }
        } onCancel: {
            // Either the request has started and is ended, or it sees this and never starts.
            isCancelled.withLock { $0 = true }
            NetworkThread.shared.post { loop in pool.get(on: loop)?.cancel(id) }
        }
        return try result.get()
    }

    /// Ends what is under way with `.closed`.
    func close() {
        let pool = pool
        NetworkThread.shared.post { loop in
            pool.get(on: loop)?.close()
            pool.set(nil, on: loop)
        }
    }
}

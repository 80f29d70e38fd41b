import ChatBase

/// Work that blocks, on a thread of its own: Swift's pool has only as many threads as
/// there are cores.
enum Blocking {
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            _ = Thread(name: "test-blocking") {
                continuation.resume(with: Result { try body() })
            }
        }
    }

    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            _ = Thread(name: "test-blocking") { continuation.resume(returning: body()) }
        }
    }
}

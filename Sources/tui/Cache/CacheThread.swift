import ChatBase
import ChatSQLite

/// The thread that owns the cache's file: SQLite blocks, so it blocks here. The queue is
/// short, for whoever asks waits for the answer.
final class CacheThread: Sendable {
    private typealias Job = @Sendable (CacheStore) -> Void

    private struct Queue {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let queue = Condition(Queue())
    private let thread: Thread
    private let report: @Sendable (CacheError) -> Void

    /// Opens the file on its thread. A cache that can't be used is replaced by one in
    /// memory, and `report` says so: chatting goes on.
    init(path: String, report: @escaping @Sendable (CacheError) -> Void) {
        self.report = report
        let queue = queue
        thread = Thread(name: "cache") {
            guard let store = Self.open(path, report) else {
                // Not even memory: nothing can run, and nobody may wait for ever.
                queue.update { $0.isClosed = true }
                return
            }
            while true {
                let batch: [Job]? = queue.wait { queue in
                    if queue.jobs.isEmpty { return queue.isClosed ? .some(nil) : nil }
                    defer { queue.jobs = [] }
                    return queue.jobs
                }
                guard let batch else { return }
                for job in batch { job(store) }
            }
        }
    }

    private static func open(
        _ path: String, _ report: @Sendable (CacheError) -> Void
    ) -> CacheStore? {
        do throws(CacheError) { return try CacheStore(path: path) } catch { report(error) }
        return try? CacheStore(path: ":memory:")
    }

    /// Runs on the thread, in the order of the calls. A failure is reported.
    func post(_ body: @escaping @Sendable (CacheStore) throws(SQLiteError) -> Void) {
        let report = report
        queue.update { queue in
            guard !queue.isClosed else { return }
            queue.jobs.append { store in
                do throws(SQLiteError) { try body(store) } catch { report(.database(error)) }
            }
        }
    }

    /// Runs on the thread and comes back with what it made.
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable (CacheStore) throws(SQLiteError) -> Result
    ) async throws(CacheError) -> Result {
        let outcome = await withCheckedContinuation {
            (continuation: CheckedContinuation<Swift.Result<Result, SQLiteError>, Never>) in
            let accepted = queue.update { queue in
                if queue.isClosed { return false }
                queue.jobs.append { store in
                    do throws(SQLiteError) {
                        continuation.resume(returning: .success(try body(store)))
                    } catch { continuation.resume(returning: .failure(error)) }
                }
                return true
            }
            if !accepted {
                continuation.resume(
                    returning: .failure(SQLiteError(code: 21, message: "the cache is closed")))
            }
        }
        do throws(SQLiteError) { return try outcome.get() } catch { throw .database(error) }
    }

    /// Ends after what is queued.
    func close() {
        queue.update { $0.isClosed = true }
        thread.join()
    }
}

import ChatBase

/// Threads that read the database, each by a connection of its own.
final class Readers: Sendable {
    private typealias Job = @Sendable (SQLiteStore?) -> Void

    private struct Queue {
        var jobs: [@Sendable (SQLiteStore?) -> Void] = []
        var isStopping = false
    }

    private let queue: Condition<Queue>
    private let threads: [Thread]
    private let publication: Publication
    private static let capacity = 4096

    init(
        count: Int, path: String, vfs: String?, publication: Publication, logger: Logger
    ) {
        let queue = Condition(Queue())
        self.queue = queue
        self.publication = publication
        threads = (0..<count).map { index in
            Thread(name: "roost-reader-\(index)") {
                var store: SQLiteStore?
                while let job = Self.next(queue) {
                    if store == nil {
                        do throws(StorageError) {
                            store = try SQLiteStore(reading: path, vfs: vfs)
                        } catch {
                            logger.error(
                                "a reader can't open the database", [("why", error.message)])
                        }
                    }
                    job(store)
                }
            }
        }
    }

    func enqueue<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void
    ) {
        let publication = publication
        let refusal: APIError? = queue.update { queue in
            if queue.isStopping { return .unavailable("the server is stopping") }
            if queue.jobs.count >= Self.capacity { return .unavailable("the readers are behind") }
            queue.jobs.append { store in
                completion(Self.run(body, on: store, publication))
            }
            return nil
        }
        if let refusal { completion(.failure(refusal)) }
    }

    func stop() {
        queue.update { $0.isStopping = true }
        for thread in threads { thread.join() }
    }

    private static func run<Value: Sendable>(
        _ body: @Sendable (ReadView) throws(APIError) -> Value, on store: SQLiteStore?,
        _ publication: Publication
    ) -> Result<Value, APIError> {
        do throws(APIError) {
            guard let store else { throw .unavailable("the database can't be opened") }
            defer { store.rollback() }
            return .success(try body(view(of: store, publication)))
        } catch {
            return .failure(error)
        }
    }

    /// Tables and snapshot at exactly the same place of the log.
    private static func view(
        of store: SQLiteStore, _ publication: Publication
    ) throws(APIError) -> ReadView {
        while true {
            try store.beginReading()
            if let snapshot = publication.snapshot(at: try store.lastPosition()) {
                return ReadView(snapshot: snapshot, store: store)
            }
            // This thread slept through sixteen commits: look again.
            store.rollback()
        }
    }

    private static func next(_ queue: Condition<Queue>) -> Job? {
        queue.wait { queue -> Job?? in
            guard !queue.jobs.isEmpty else { return queue.isStopping ? .some(nil) : nil }
            return queue.jobs.removeFirst()
        }
    }
}

import ChatBase
import ChatCore
import ChatSQLite

/// A server's data, open: the core with its writer and reader threads. Everything a
/// server does with it goes through `write`, `read` and `snapshot`.
package final class Engine: Database {
    package let directory: DataDirectory
    package let keys: ServerKeys
    private let lock: DirectoryLock
    private let writer: Writer
    private let readers: Readers
    private let publication: Publication

    private struct Opened: Sendable {
        let snapshot: Snapshot
        let keys: ServerKeys
    }

    /// Opens the directory, made if it is missing, and takes its lock.
    ///
    /// - Parameter onBatch: called on the writer thread after each COMMIT, before the
    ///   completions of its commands. It must not block.
    package init(
        directory: DataDirectory, settings: EngineSettings = EngineSettings(),
        time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom(),
        logger: Logger, onBatch: @escaping @Sendable (Batch) -> Void
    ) throws(StorageError) {
        self.directory = directory
        try directory.create()
        lock = try DirectoryLock(directory)
        try directory.createDatabaseFile()

        let opened = Condition<Result<Opened, StorageError>?>(nil)
        let published = Condition<Publication?>(nil)
        writer = Writer(time: time, random: random) {
            do throws(StorageError) {
                var random = random
                let store = try SQLiteStore(
                    writing: directory.database, vfs: settings.vfs,
                    backupPath: { directory.database + ".v\($0).backup" })
                let (snapshot, keys) = try Self.load(
                    store, settings: settings, now: time.wall, random: &random)
                let publication = Publication(snapshot)
                published.update { $0 = publication }
                opened.update { $0 = .success(Opened(snapshot: snapshot, keys: keys)) }
                return Ledger(
                    snapshot: snapshot, store: store, snowflakeKey: keys.snowflakeKey,
                    settings: settings.core
                ) { batch in
                    publication.publish(batch.snapshot)
                    onBatch(batch)
                }
            } catch {
                opened.update { $0 = .failure(error) }
                return nil
            }
        }
        switch opened.wait(until: { $0 }) {
        case .failure(let error):
            writer.stop()
            throw error
        case .success(let success):
            keys = success.keys
            publication = published.wait { $0 }
            readers = Readers(
                count: settings.readers, path: directory.database, vfs: settings.vfs,
                publication: publication, logger: logger)
        }
    }

    /// The latest published state.
    package var snapshot: Snapshot { publication.latest }

    /// Changes something. The completion comes on the writer thread, after the COMMIT
    /// and after the batch was published.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void
    ) {
        writer.enqueue(Command(body, completion: completion))
    }

    /// Reads the tables beside the writer, consistently. The completion comes on a
    /// reader thread.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void
    ) {
        readers.enqueue(body, completion: completion)
    }

    /// Finishes what is queued and closes the database. Call once.
    package func stop() {
        readers.stop()
        writer.stop()
        lock.release()
    }

    // MARK: For callers that may block: the command line and tests

    package func writeAndWait<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value
    ) throws(APIError) -> Value {
        let answer = Condition<Result<Value, APIError>?>(nil)
        write(body) { result in answer.update { $0 = result } }
        return try answer.wait { $0 }.get()
    }

    package func readAndWait<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value
    ) throws(APIError) -> Value {
        let answer = Condition<Result<Value, APIError>?>(nil)
        read(body) { result in answer.update { $0 = result } }
        return try answer.wait { $0 }.get()
    }
}

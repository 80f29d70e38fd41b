import ChatBase
import ChatCore
import ChatSQLite

extension Engine {
    /// The state that the tables hold; makes the community of a new database.
    static func load(
        _ store: SQLiteStore, settings: EngineSettings, now: WallTime,
        random: inout any RandomSource
    ) throws(StorageError) -> (Snapshot, ServerKeys) {
        do throws(APIError) {
            let keys = try store.keys(&random)
            let community = try store.loadCommunity()
            let snapshot = Snapshot(
                community: community, accounts: try store.loadAccounts(of: community),
                position: try store.lastPosition(), epoch: keys.epoch)
            guard !community.isInitialized else { return (snapshot, keys) }
            return (
                try initialize(snapshot, keys, store, settings: settings, now, random), keys
            )
        } catch {
            throw explain(error, store)
        }
    }

    /// For the person who starts the server: which file, and whether it is damaged.
    private static func explain(_ error: APIError, _ store: SQLiteStore) -> StorageError {
        let path = store.connection.path
        let reason = error.cause ?? error.message
        switch error.code {
        case .storageFull: return StorageError(.full, "\(path): \(reason)")
        case .readOnly: return StorageError(.readOnly, "\(path): \(reason)")
        default: break
        }
        do throws(SQLiteError) {
            let problems = try store.connection.integrityProblems()
            guard let first = problems.first else {
                return StorageError(.system, "\(path): can't be loaded: \(reason)")
            }
            return StorageError(
                .damaged, "\(path) is damaged (\(first)). Restore a backup: roostd restore.")
        } catch {
            return StorageError(error, path: path)
        }
    }

    private static func initialize(
        _ empty: Snapshot, _ keys: ServerKeys, _ store: SQLiteStore, settings: EngineSettings,
        _ now: WallTime, _ random: any RandomSource
    ) throws(APIError) -> Snapshot {
        var ledger = Ledger(
            snapshot: empty, store: store, snowflakeKey: keys.snowflakeKey,
            settings: settings.core
        ) { _ in }
        let failure = Lock<APIError?>(nil)
        let command = Command(
            { (transaction: inout Transaction) throws(APIError) in
                try transaction.initialize(
                    name: settings.communityName, withChannels: settings.withChannels)
            },
            completion: { result in
                if case .failure(let error) = result { failure.withLock { $0 = error } }
            })
        ledger.commit([command], now: now, random: random)
        if let error = failure.withLock({ $0 }) { throw error }
        return ledger.snapshot
    }
}

import ChatBase
import ChatCore

/// The core: the committed state, and how commands change it. Single-threaded and
/// without I/O of its own; the writer thread is its shell, a simulation another.
package struct Ledger {
    package private(set) var snapshot: Snapshot
    let store: any StoreWriter
    let counters: Counters
    let settings: CoreSettings
    let publish: (Batch) -> Void

    package init(
        snapshot: Snapshot, store: any StoreWriter, snowflakeKey: [UInt8],
        settings: CoreSettings = CoreSettings(), publish: @escaping (Batch) -> Void
    ) {
        self.snapshot = snapshot
        self.store = store
        counters = Counters(key: snowflakeKey)
        self.settings = settings
        self.publish = publish
    }

    /// Runs commands as one transaction, each undone alone if it fails; then publishes
    /// the batch and completes them in order. If the COMMIT fails nothing has happened,
    /// and all of them get the error.
    package mutating func commit(
        _ commands: [Command], now: WallTime, random: any RandomSource
    ) {
        guard !commands.isEmpty else { return }
        var outcomes: [Command.Outcome] = []
        outcomes.reserveCapacity(commands.count)
        do throws(APIError) {
            try store.begin()
            var transaction = Transaction(
                snapshot: snapshot, store: store, counters: counters, settings: settings,
                now: now, random: random)
            for command in commands {
                outcomes.append(try transaction.perform(command))
            }
            try seal(transaction)
        } catch {
            store.rollback()
            counters.forgetAll()
            for outcome in outcomes { outcome.complete(error) }
            for command in commands.dropFirst(outcomes.count) { command.refuse(error) }
            return
        }
        for outcome in outcomes { outcome.complete(nil) }
    }

    /// The only place where state becomes durable, and the only one where it is published.
    private mutating func seal(_ transaction: Transaction) throws(APIError) {
        try store.commit()
        snapshot = transaction.snapshot
        publish(
            Batch(
                snapshot: snapshot,
                events: transaction.events.map { row, payload in
                    Event(
                        row: row, payload: payload,
                        community: transaction.viewChanges[row.position])
                }))
    }
}

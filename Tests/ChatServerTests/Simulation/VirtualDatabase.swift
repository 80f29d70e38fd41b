import ChatBase
import ChatCore

@testable import ChatServer

/// The ledger on a database in memory, one step at a time: what the writer and reader
/// threads do, in an order that the simulation chooses.
final class VirtualDatabase: Database, @unchecked Sendable {
    // @unchecked: a simulation has one thread.
    let store: SQLiteStore
    let keys: ServerKeys
    private var ledger: Ledger
    private var commands: [Command] = []
    private var reads: [(ReadView) -> Void] = []
    private var random: SeededRandom
    private let published: Lock<[Batch]>
    private let time: ManualTime
    private final class Relay {
        weak var database: VirtualDatabase?
    }

    /// Called as the writer would, between COMMIT and the completions.
    var onBatch: (Batch) -> Void = { _ in }

    /// Loads what the store holds: a first start, or one after a crash.
    init(_ store: SQLiteStore, time: ManualTime, seed: UInt64) throws {
        self.store = store
        self.time = time
        random = SeededRandom(seed: seed)
        var settings = EngineSettings()
        settings.core.accessTokenLifetime = .seconds(100_000_000)
        var source: any RandomSource = random
        let (snapshot, keys) = try Engine.load(
            store, settings: settings, now: time.wall, random: &source)
        self.keys = keys
        let relay = Relay()
        published = Lock([])
        ledger = Ledger(
            snapshot: snapshot, store: store, snowflakeKey: keys.snowflakeKey,
            settings: settings.core
        ) { [published] batch in
            published.withLock { $0.append(batch) }
            relay.database?.onBatch(batch)
        }
        relay.database = self
    }

    var snapshot: Snapshot { published.withLock { $0.last?.snapshot } ?? ledger.snapshot }
    var view: ReadView { ReadView(snapshot: ledger.snapshot, store: store) }
    var isIdle: Bool { commands.isEmpty && reads.isEmpty }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void
    ) {
        commands.append(Command(body, completion: completion))
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void
    ) {
        reads.append { view in
            do throws(APIError) {
                completion(.success(try body(view)))
            } catch {
                completion(.failure(error))
            }
        }
    }

    /// One transaction with the next commands, or the next read.
    func step(reading: Bool, commands limit: Int) {
        if reading && !reads.isEmpty || commands.isEmpty {
            if !reads.isEmpty { reads.removeFirst()(view) }
            return
        }
        let batch = Array(commands.prefix(max(1, limit)))
        commands.removeFirst(batch.count)
        _ = random.next()
        ledger.commit(batch, now: time.wall, random: random)
        published.withLock { $0 = $0.suffix(1) }
    }
}

import ChatBase
import ChatCore
import ChatTestKit

@testable import ChatServer

/// A server's data on a `VirtualDisk`, and everything the engine ever published: what
/// went out to somebody must be on the disk for ever.
final class DiskWorld {
    let disk: VirtualDisk
    let directory: DataDirectory
    private let folder = TemporaryFolder()
    private let rows = Lock<[LogRow]>([])
    private(set) var engine: Engine?

    init(seed: UInt64 = 0) {
        disk = VirtualDisk(seed: seed)
        directory = DataDirectory(folder.path + "/data")
    }

    deinit { close() }

    @discardableResult
    func open() throws(StorageError) -> Engine {
        var settings = EngineSettings()
        settings.vfs = disk.name
        let rows = rows
        let opened = try Engine(
            directory: directory, settings: settings,
            logger: Logger(label: "test", handler: MemoryLogHandler())
        ) { batch in
            rows.withLock { $0 += batch.events.map(\.row) }
        }
        engine = opened
        return opened
    }

    func close() {
        engine?.stop()
        engine = nil
    }

    /// Every row that was published, by any engine on this disk.
    var published: [LogRow] { rows.withLock { $0 } }

    /// A connection of its own, beside the engine or without one.
    func store() throws -> SQLiteStore {
        try SQLiteStore(reading: directory.database, vfs: disk.name)
    }
}

import CChatSQLite
import ChatBase

/// A disk in memory that SQLite uses as a file system, by `name`: write-ahead log and
/// shared memory included. Power can go at any moment, and any operation can fail.
package final class VirtualDisk: Sendable {
    package let name: String
    let state: Lock<DiskState>
    let registration: DiskRegistration
    private static let names = Lock(0)

    /// - Parameter seed: decides what survives a power cut beyond what was synced.
    package init(seed: UInt64 = 0) {
        let number = Self.names.withLock { number in
            number += 1
            return number
        }
        name = "roost-disk-\(number)"
        state = Lock(DiskState(seed: seed))
        registration = DiskRegistration(name: name)
        registration.register(self)
    }

    deinit { registration.remove() }

    // MARK: Power

    /// Drops what was not synced. Files that are open then fail for ever; nothing can be
    /// opened until `restorePower`.
    ///
    /// - Parameter keepsSome: a random part of what was not synced is there all the same,
    ///   in whole or torn sectors and in no order, as on a real disk.
    package func cutPower(keepsSome: Bool = false) {
        state.withLock { $0.cutPower(keepsSome: keepsSome) }
    }

    /// The same in the middle of the change after the next `count` (writes, syncs,
    /// truncations, deletions).
    package func cutPower(afterChanges count: Int, keepsSome: Bool = false) {
        state.withLock { $0.cutPower(afterChanges: count, keepsSome: keepsSome) }
    }

    package func restorePower() { state.withLock { $0.restorePower() } }

    package var isOn: Bool { state.withLock { $0.isOn } }

    // MARK: Faults

    /// Only one fault at a time.
    package func fail(_ fault: DiskFault) { state.withLock { $0.set(fault) } }

    package func repair() { state.withLock { $0.set(nil) } }

    /// How many operations the fault has failed.
    package var failures: Int { state.withLock { $0.failures } }

    /// Opens everything for reading only, from now on.
    package func setReadOnly(_ isReadOnly: Bool) {
        state.withLock { $0.isReadOnly = isReadOnly }
    }

    /// Connections from now on have `synchronous = OFF`, whatever they ask for: proves
    /// that a test would see a loss.
    package func ignoreSynchronous() { state.withLock { $0.ignoresSynchronous = true } }

    // MARK: Contents

    package func count(_ operation: DiskOperation) -> Int {
        state.withLock { $0.counts[operation] ?? 0 }
    }

    /// Overwrites bytes behind SQLite's back, as a failing device does.
    package func damage(_ name: String, at offset: Int, with bytes: [UInt8]) {
        state.withLock { state in
            guard let node = state.names[name] else { return }
            bytes.withUnsafeBytes { state.nodes[node]?.file.write($0, at: offset) }
            state.nodes[node]?.file.sync()
        }
    }

    package func size(of name: String) -> Int? {
        state.withLock { state in
            state.names[name].flatMap { state.nodes[$0]?.file.bytes.count }
        }
    }
}

import CChatSQLite

/// A failure that a `VirtualDisk` will have.
package struct DiskFault: Sendable, Hashable {
    /// What fails.
    package let operations: Set<DiskOperation>
    /// Which of them, counted from 1 from when the fault is set.
    package let ordinal: Int
    /// SQLite's extended result code.
    package let code: Int32
    /// From then on all of them fail, until `repair()`.
    package let isLasting: Bool

    private init(
        _ operations: Set<DiskOperation>, _ ordinal: Int, _ code: Int32, isLasting: Bool
    ) {
        self.operations = operations
        self.ordinal = ordinal
        self.code = code
        self.isLasting = isLasting
    }

    /// No space: what needs some fails, and half of the write is there.
    package static func full(at ordinal: Int, isLasting: Bool = true) -> DiskFault {
        DiskFault([.write, .shareMemory], ordinal, SQLITE_FULL, isLasting: isLasting)
    }

    /// The device answers EIO.
    package static func broken(
        _ operation: DiskOperation, at ordinal: Int, isLasting: Bool = false
    ) -> DiskFault {
        DiskFault([operation], ordinal, code(of: operation), isLasting: isLasting)
    }

    /// The extended codes are macros of macros, which Swift doesn't import.
    private static func code(of operation: DiskOperation) -> Int32 {
        switch operation {
        case .open: SQLITE_CANTOPEN
        case .read: SQLITE_IOERR | 1 << 8
        case .write: SQLITE_IOERR | 3 << 8
        case .sync: SQLITE_IOERR | 4 << 8
        case .truncate: SQLITE_IOERR | 6 << 8
        case .delete: SQLITE_IOERR | 10 << 8
        case .shareMemory: SQLITE_IOERR | 21 << 8
        }
    }
}

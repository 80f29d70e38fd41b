import CChatSQLite

/// A failure reported by SQLite.
package struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Primary result code, such as `SQLITE_BUSY`.
    package let code: Int32
    /// Extended result code, such as `SQLITE_IOERR_FSYNC`.
    package let extendedCode: Int32
    /// SQLite's own words.
    package let message: String

    package init(code: Int32, message: String) {
        self.code = code & 0xFF
        extendedCode = code
        self.message = message
    }

    /// Nothing can be written because the disk is full.
    package var isDiskFull: Bool { code == SQLITE_FULL }

    /// The file, its directory or the file system is read-only.
    package var isReadOnly: Bool {
        code == SQLITE_READONLY || code == SQLITE_PERM || code == SQLITE_CANTOPEN
    }

    package var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

    /// A UNIQUE, CHECK, NOT NULL or FOREIGN KEY clause refused the change.
    package var isConstraint: Bool { code == SQLITE_CONSTRAINT }

    package var isCorrupt: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

    package var description: String { "\(message) (SQLite error \(extendedCode))" }
}

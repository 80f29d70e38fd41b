import CChatSQLite

extension Connection {
    /// Copies the whole database, consistent as of now, into a file that must not
    /// exist or be a database of ours. Writers go on meanwhile (WAL).
    package func backup(to path: String, vfs: String? = nil) throws(SQLiteError) {
        let target = try Connection(path: path, options: Options(vfs: vfs))
        guard let copy = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw target.failure(sqlite3_extended_errcode(target.handle))
        }
        // In one step: a copy in slices starts anew whenever another process commits.
        var result = sqlite3_backup_step(copy, -1)
        var patience = 50
        while result == SQLITE_BUSY || result == SQLITE_LOCKED, patience > 0 {
            sqlite3_sleep(100)
            patience -= 1
            result = sqlite3_backup_step(copy, -1)
        }
        let finished = sqlite3_backup_finish(copy)
        guard result == SQLITE_DONE else { throw target.failure(result) }
        guard finished == SQLITE_OK else { throw target.failure(finished) }
    }

    /// What is wrong with the file; empty when nothing is.
    package func integrityProblems() throws(SQLiteError) -> [String] {
        let lines = try rows("PRAGMA integrity_check") { $0.text(0) }
        let broken = try rows("PRAGMA foreign_key_check") {
            "a row of \($0.text(0)) refers to a missing row of \($0.text(2))"
        }
        return (lines == ["ok"] ? [] : lines) + broken
    }
}

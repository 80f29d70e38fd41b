import CChatSQLite

extension Connection {
    /// Takes the write lock at once, so that a later statement can't find it taken.
    package func begin() throws(SQLiteError) { try control("BEGIN IMMEDIATE") }

    /// A consistent view for reading; it starts at the first statement.
    package func beginReading() throws(SQLiteError) { try control("BEGIN DEFERRED") }

    package func commit() throws(SQLiteError) { try control("COMMIT") }

    /// Does nothing outside a transaction: SQLite ends it by itself on some errors
    /// (full disk, I/O).
    package func rollback() {
        guard isInTransaction else { return }
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// All or nothing.
    package func transaction<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try begin()
        do throws(SQLiteError) {
            let result = try body()
            try commit()
            return result
        } catch {
            rollback()
            throw error
        }
    }

    // MARK: Savepoints

    package func savepoint() throws(SQLiteError) { try control("SAVEPOINT command") }

    package func releaseSavepoint() throws(SQLiteError) { try control("RELEASE command") }

    /// Undoes what came after the savepoint and removes it.
    package func undoSavepoint() throws(SQLiteError) {
        try control("ROLLBACK TO command")
        try control("RELEASE command")
    }

    private func control(_ sql: String) throws(SQLiteError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        while try statement.step() {}
    }
}

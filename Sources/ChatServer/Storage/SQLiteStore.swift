import ChatBase
import ChatCore
import ChatSQLite

/// The tables of a server in SQLite. Belongs to one thread, as its connection does.
package final class SQLiteStore: StoreWriter {
    let connection: Connection

    init(connection: Connection) { self.connection = connection }

    /// For the writer, or a simulation on `:memory:`: makes or migrates the database.
    ///
    /// - Parameter backupPath: where an older database is copied before it is migrated,
    ///   by its version.
    package convenience init(
        writing path: String, vfs: String? = nil, backupPath: (Int) -> String? = { _ in nil }
    ) throws(StorageError) {
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(
                path: path, options: Connection.Options(mode: .create, vfs: vfs))
        } catch {
            throw StorageError(error, path: path)
        }
        do throws(SchemaError) {
            try Self.schema.prepare(connection, backupPath: backupPath)
        } catch {
            throw StorageError(error, path: path)
        }
        do throws(SQLiteError) {
            try connection.makeDurable()
            // A backup that reads for long lets the log grow; it shrinks again after.
            try connection.execute("PRAGMA journal_size_limit = 67108864")
            // What is deleted is overwritten in the file, not only unlinked.
            try connection.execute("PRAGMA secure_delete = ON")
        } catch {
            throw StorageError(error, path: path)
        }
        self.init(connection: connection)
    }

    /// For a copy that nobody else has open: without a write-ahead log beside it, so that
    /// the file alone is everything.
    convenience init(rewriting path: String) throws(StorageError) {
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(
                path: path, options: Connection.Options(mode: .readWrite))
            try connection.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL")
        } catch {
            throw StorageError(error, path: path)
        }
        do throws(SchemaError) {
            try Self.schema.prepare(connection)
        } catch {
            throw StorageError(error, path: path)
        }
        self.init(connection: connection)
    }

    /// For a reader thread.
    package convenience init(reading path: String, vfs: String? = nil) throws(StorageError) {
        do throws(SQLiteError) {
            let connection = try Connection(
                path: path, options: Connection.Options(mode: .readOnly, vfs: vfs))
            self.init(connection: connection)
        } catch {
            throw StorageError(error, path: path)
        }
    }

    /// Runs `body` and puts a failure in the form that a requester is told.
    @discardableResult
    func run<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(APIError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            if error.isDiskFull { throw .storageFull(error.description) }
            if error.isReadOnly { throw .readOnly(error.description) }
            throw .unavailable(error.description)
        }
    }

    // MARK: Transactions

    package func begin() throws(APIError) {
        try run { () throws(SQLiteError) in try connection.begin() }
    }

    package func commit() throws(APIError) {
        try run { () throws(SQLiteError) in try connection.commit() }
    }

    package func rollback() { connection.rollback() }

    package func savepoint() throws(APIError) {
        try run { () throws(SQLiteError) in try connection.savepoint() }
    }

    package func releaseSavepoint() throws(APIError) {
        try run { () throws(SQLiteError) in try connection.releaseSavepoint() }
    }

    package func undoSavepoint() throws(APIError) {
        try run { () throws(SQLiteError) in try connection.undoSavepoint() }
    }

    /// A view of the tables that does not change until `rollback`.
    package func beginReading() throws(APIError) {
        try run { () throws(SQLiteError) in try connection.beginReading() }
    }
}

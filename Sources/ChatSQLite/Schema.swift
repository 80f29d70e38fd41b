import ChatBase

/// A database's form: the steps that lead to it, applied in order.
package struct Schema: Sendable {
    package struct Migration: Sendable {
        /// Counted from 1 without gaps, kept in `PRAGMA user_version`.
        package let version: Int
        package let sql: String

        package init(version: Int, sql: String) {
            self.version = version
            self.sql = sql
        }
    }

    /// Marks the file as ours, so that no other SQLite file is taken for it.
    package let applicationID: Int32
    package let migrations: [Migration]

    package init(applicationID: Int32, migrations: [Migration]) {
        precondition(
            migrations.map(\.version) == Array(1...max(migrations.count, 1)),
            "migrations are numbered from 1 without gaps")
        self.applicationID = applicationID
        self.migrations = migrations
    }

    package var version: Int { migrations.count }

    /// Brings the database to this form. An older one is copied to `backupPath`
    /// first; all steps are one transaction.
    package func prepare(
        _ connection: Connection, backupPath: (Int) -> String? = { _ in nil }
    ) throws(SchemaError) {
        let state = try inspect(connection)
        guard state.isNew || state.applicationID == Int64(applicationID) else {
            throw .foreign
        }
        guard state.version <= version else {
            throw .newer(found: state.version, supported: version)
        }
        guard state.version < version else { return }
        do throws(SQLiteError) {
            if !state.isNew, let path = backupPath(state.version) {
                try connection.backup(to: path)
            }
            try connection.transaction { () throws(SQLiteError) in
                for migration in migrations.dropFirst(state.version) {
                    try connection.execute(migration.sql)
                }
                try connection.execute("PRAGMA user_version = \(version)")
                try connection.execute("PRAGMA application_id = \(applicationID)")
            }
        } catch {
            throw .failed(error)
        }
    }

    private struct State {
        var version: Int
        var applicationID: Int64
        var isNew: Bool
    }

    private func inspect(_ connection: Connection) throws(SchemaError) -> State {
        do throws(SQLiteError) {
            let version = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
            let mark = try connection.first("PRAGMA application_id") { $0.int64(0) } ?? 0
            let objects = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
            return State(
                version: version, applicationID: mark, isNew: version == 0 && objects == 0)
        } catch {
            throw .failed(error)
        }
    }
}

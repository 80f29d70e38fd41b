import CChatSQLite
import ChatBase

/// One SQLite connection without SQLite's own locking: it belongs to one thread.
package final class Connection {
    package enum Mode: Sendable {
        case create
        case readWrite
        case readOnly
    }

    /// How it is opened. `vfs` names a registered file system, such as one that
    /// injects faults; nil is the system's.
    package struct Options: Sendable {
        package var mode: Mode
        package var vfs: String?
        package var busyTimeout: Duration

        package init(
            mode: Mode = .create, vfs: String? = nil, busyTimeout: Duration = .seconds(5)
        ) {
            self.mode = mode
            self.vfs = vfs
            self.busyTimeout = busyTimeout
        }
    }

    let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// - Parameter path: a file, or `:memory:`.
    package init(path: String, options: Options = Options()) throws(SQLiteError) {
        let mode =
            switch options.mode {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = sqlite3_open_v2(path, &opened, flags, options.vfs)
        guard result == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw SQLiteError(code: result, message: "\(path): \(message)")
        }
        handle = opened
        sqlite3_busy_timeout(handle, Int32(clamping: options.busyTimeout.milliseconds))
        try execute("PRAGMA foreign_keys = ON")
    }

    deinit {
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// Write-ahead log, and an fsync at each commit: what is committed survives a
    /// power cut.
    package func makeDurable() throws(SQLiteError) {
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }

    // MARK: Statements

    /// Runs one or more statements without parameters.
    package func execute(_ sql: String) throws(SQLiteError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// A prepared statement, cached by its text.
    package func statement(_ sql: String) throws(SQLiteError) -> Statement {
        if let cached = statements[sql], !cached.isBusy { return cached }
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK else { throw failure(result) }
        guard let prepared else { throw SQLiteError(code: SQLITE_MISUSE, message: "empty SQL") }
        let statement = Statement(handle: prepared, connection: handle)
        if statements[sql] == nil { statements[sql] = statement }
        return statement
    }

    /// Runs one statement to its end and returns how many rows it changed.
    @discardableResult
    package func run(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) -> Int {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
        return Int(sqlite3_changes(handle))
    }

    /// Every row, as `read` makes it.
    package func rows<Row>(
        _ sql: String, _ values: SQLiteValue..., read: (Statement) -> Row
    ) throws(SQLiteError) -> [Row] {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        var rows: [Row] = []
        while try statement.step() { rows.append(read(statement)) }
        return rows
    }

    /// The first row, or nil when there is none.
    package func first<Row>(
        _ sql: String, _ values: SQLiteValue..., read: (Statement) -> Row
    ) throws(SQLiteError) -> Row? {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try statement.step() ? read(statement) : nil
    }

    /// The file; empty for a database in memory.
    package var path: String {
        sqlite3_db_filename(handle, "main").map { String(cString: $0) } ?? ""
    }

    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    func failure(_ result: Int32) -> SQLiteError {
        SQLiteError(code: result, message: String(cString: sqlite3_errmsg(handle)))
    }
}

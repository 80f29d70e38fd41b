import CChatSQLite

/// A prepared statement. Confined to the thread of its connection.
package final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    /// Between the first step and the reset: a cached statement must not be stepped
    /// by someone else meanwhile.
    private(set) var isBusy = false

    init(handle: OpaquePointer, connection: OpaquePointer) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds all parameters, in order from `?1`.
    package func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        precondition(
            values.count == Int(sqlite3_bind_parameter_count(handle)),
            "a statement takes exactly as many values as it has parameters")
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let result =
                switch value {
                case .null: sqlite3_bind_null(handle, index)
                case .integer(let value): sqlite3_bind_int64(handle, index, value)
                case .text(let value): bind(index, text: value)
                case .blob(let value): bind(index, blob: value)
                }
            guard result == SQLITE_OK else { throw failure(result) }
        }
    }

    /// True when there is a row to read, false at the end.
    package func step() throws(SQLiteError) -> Bool {
        isBusy = true
        let result = sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(result)
        }
    }

    package func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        isBusy = false
    }

    // MARK: Columns of the current row, from 0

    package func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }

    package func int64(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    package func optionalInt64(_ column: Int) -> Int64? {
        isNull(column) ? nil : int64(column)
    }

    package func int(_ column: Int) -> Int { Int(int64(column)) }

    package func bool(_ column: Int) -> Bool { int64(column) != 0 }

    package func id(_ column: Int) -> UInt64 { UInt64(bitPattern: int64(column)) }

    package func optionalID(_ column: Int) -> UInt64? { isNull(column) ? nil : id(column) }

    package func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(
            decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    package func blob(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    package func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    // MARK: Parts

    private func bind(_ index: Int32, text: String) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                // A null pointer would bind NULL: the empty string needs an address.
                guard let start = characters.baseAddress else {
                    return cchat_sqlite_bind_text(handle, index, "", 0)
                }
                return cchat_sqlite_bind_text(handle, index, start, Int32(characters.count))
            }
        }
    }

    private func bind(_ index: Int32, blob: [UInt8]) -> Int32 {
        guard !blob.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
        return cchat_sqlite_bind_blob(handle, index, blob, Int32(blob.count))
    }

    private func failure(_ result: Int32) -> SQLiteError {
        SQLiteError(code: result, message: String(cString: sqlite3_errmsg(connection)))
    }
}

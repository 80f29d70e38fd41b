import ChatBase
import ChatSQLite

extension SQLiteStore {
    /// The keys of this database, made now if it is new.
    package func keys(_ random: inout any RandomSource) throws(APIError) -> ServerKeys {
        if let known = try storedKeys() { return known }
        let made: [(String, [UInt8])] = [
            ("epoch", random.bytes(16)), ("cursor_key", random.bytes(32)),
            ("snowflake_key", random.bytes(32)),
        ]
        try run { () throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                for (key, value) in made { try setMeta(key, value) }
            }
        }
        guard let stored = try storedKeys() else { throw .unavailable("the keys are not stored") }
        return stored
    }

    private func storedKeys() throws(APIError) -> ServerKeys? {
        try run { () throws(SQLiteError) in
            guard let epoch = try meta("epoch"), epoch.count == 16,
                let cursor = try meta("cursor_key"), cursor.count == 32,
                let snowflake = try meta("snowflake_key"), snowflake.count == 32
            else { return nil }
            return ServerKeys(
                epoch: Epoch(bytes: epoch), cursorKey: cursor, snowflakeKey: snowflake)
        }
    }

    func meta(_ key: String) throws(SQLiteError) -> [UInt8]? {
        try connection.first("SELECT value FROM meta WHERE key = ?1", .text(key)) { $0.blob(0) }
    }

    func setMeta(_ key: String, _ value: [UInt8]) throws(SQLiteError) {
        try connection.run("INSERT OR REPLACE INTO meta VALUES(?1, ?2)", .text(key), .blob(value))
    }
}

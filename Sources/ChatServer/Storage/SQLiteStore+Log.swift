import ChatBase
import ChatCore
import ChatSQLite

extension SQLiteStore {
    package func append(_ row: LogRow) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO log VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                .integer(row.position), .integer(row.scope.storageKey), .integer(row.n),
                .integer(row.type.rawValue), .id(row.reference), .integer(row.version),
                .id(row.actor?.rawValue), .integer(row.time.milliseconds), .optional(row.body))
            try connection.run(
                """
                INSERT INTO scopes VALUES(?1, 1, ?2)
                ON CONFLICT(scope) DO UPDATE SET last_n = excluded.last_n
                """, .integer(row.scope.storageKey), .integer(row.n))
        }
    }

    package func lastN(of scope: Scope) throws(APIError) -> Int64 {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT last_n FROM scopes WHERE scope = ?1", .integer(scope.storageKey)
            ) { $0.int64(0) } ?? 0
        }
    }

    package func firstN(of scope: Scope) throws(APIError) -> Int64 {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT first_n FROM scopes WHERE scope = ?1", .integer(scope.storageKey)
            ) { $0.int64(0) } ?? 1
        }
    }

    package func lastPosition() throws(APIError) -> Int64 {
        let last = try run { () throws(SQLiteError) in
            try connection.first("SELECT max(position) FROM log") { $0.optionalInt64(0) } ?? nil
        }
        if let last { return last }
        return try trimmedPosition()
    }

    package func trimmedPosition() throws(APIError) -> Int64 {
        try run { () throws(SQLiteError) in
            try connection.first("SELECT value FROM meta WHERE key = 'trimmed'") {
                Int64($0.text(0)) ?? 0
            } ?? 0
        }
    }

    package func rows(
        of scope: Scope, after: Int64, through: Int64, limit: Int
    ) throws(APIError) -> [LogRow] {
        try run { () throws(SQLiteError) in
            try connection.rows(
                """
                SELECT * FROM log WHERE scope = ?1 AND position > ?2 AND position <= ?3
                ORDER BY position LIMIT ?4
                """, .integer(scope.storageKey), .integer(after), .integer(through),
                .integer(limit), read: Self.row
            ).compactMap(\.self)
        }
    }

    package func rows(
        of scope: Scope, afterN: Int64, limit: Int
    ) throws(APIError) -> [LogRow] {
        try run { () throws(SQLiteError) in
            try connection.rows(
                "SELECT * FROM log WHERE scope = ?1 AND n > ?2 ORDER BY n LIMIT ?3",
                .integer(scope.storageKey), .integer(afterN), .integer(limit), read: Self.row
            ).compactMap(\.self)
        }
    }

    package func rows(
        after: Int64, through: Int64, limit: Int
    ) throws(APIError) -> [LogRow] {
        try run { () throws(SQLiteError) in
            try connection.rows(
                """
                SELECT * FROM log WHERE position > ?1 AND position <= ?2
                ORDER BY position LIMIT ?3
                """, .integer(after), .integer(through), .integer(limit), read: Self.row
            ).compactMap(\.self)
        }
    }

    package func countRows(
        of scope: Scope, after: Int64, through: Int64, types: Set<LogType>
    ) throws(APIError) -> Int {
        // A set of types as bits: they are below 64.
        let mask = types.reduce(Int64(0)) { $0 | 1 << Int64($1.rawValue) }
        return try run { () throws(SQLiteError) in
            try connection.first(
                """
                SELECT count(*) FROM log
                WHERE scope = ?1 AND position > ?2 AND position <= ?3 AND ?4 >> type & 1
                """, .integer(scope.storageKey), .integer(after), .integer(through),
                .integer(mask)
            ) { $0.int(0) } ?? 0
        }
    }

    package func trimLog(before time: WallTime, limit: Int) throws(APIError) -> Int {
        try run { () throws(SQLiteError) in
            let old = try connection.rows(
                "SELECT position, scope, n, time FROM log ORDER BY position LIMIT ?1",
                .integer(limit)
            ) { (position: $0.int64(0), scope: $0.int64(1), n: $0.int64(2), time: $0.int64(3)) }
            .prefix { $0.time < time.milliseconds }
            guard let last = old.last else { return 0 }
            try connection.run("DELETE FROM log WHERE position <= ?1", .integer(last.position))
            for (scope, n) in Dictionary(old.map { ($0.scope, $0.n) }, uniquingKeysWith: max) {
                try connection.run(
                    "UPDATE scopes SET first_n = ?2 WHERE scope = ?1", .integer(scope),
                    .integer(n + 1))
            }
            try connection.run(
                "INSERT OR REPLACE INTO meta VALUES('trimmed', ?1)",
                .blob(Array(String(last.position).utf8)))
            return old.count
        }
    }

    private static func row(_ statement: Statement) -> LogRow? {
        // A type of a later release can't be rendered by this one; its `n` is kept.
        guard let type = LogType(rawValue: statement.int(3)) else { return nil }
        return LogRow(
            position: statement.int64(0), scope: Scope(storageKey: statement.int64(1)),
            n: statement.int64(2), type: type, reference: statement.id(4),
            version: statement.int64(5), actor: statement.optionalID(6).map { UserID($0) },
            time: WallTime(milliseconds: statement.int64(7)), body: statement.optionalBlob(8))
    }
}

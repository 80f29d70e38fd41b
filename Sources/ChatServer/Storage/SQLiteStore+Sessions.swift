import ChatBase
import ChatCore
import ChatSQLite

extension SQLiteStore {
    // MARK: Views

    package func intern(_ view: View) throws(APIError) -> ViewID {
        if let known = try viewID(of: view) { return known }
        let scopes = Self.pack(view)
        return try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO views(hash, scopes) VALUES(?1, ?2)",
                .blob(Digest.sha256(scopes)), .blob(scopes))
            return ViewID(rawValue: connection.lastInsertRowID)
        }
    }

    package func viewID(of view: View) throws(APIError) -> ViewID? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT id FROM views WHERE hash = ?1", .blob(Digest.sha256(Self.pack(view)))
            ) { ViewID(rawValue: $0.int64(0)) }
        }
    }

    package func view(_ id: ViewID, of user: UserID) throws(APIError) -> View? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT scopes FROM views WHERE id = ?1", .integer(id.rawValue)
            ) { row in
                let scopes = row.blob(0)
                return View(
                    user: user, channels: IDList.unpack(Array(scopes.dropFirst())),
                    seesModeration: scopes.first == 1)
            }
        }
    }

    /// Users differ only in `u:`, which goes without saying.
    private static func pack(_ view: View) -> [UInt8] {
        [view.seesModeration ? 1 : 0] + IDList.pack(view.channels.map(\.rawValue))
    }

    // MARK: Sessions

    package func createSession(
        _ id: SessionID, user: UserID, time: WallTime
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO sessions VALUES(?1, ?2, ?3)", .blob(id.bytes), .id(user.rawValue),
                .integer(time.milliseconds))
        }
    }

    package func useSession(_ id: SessionID, time: WallTime) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "UPDATE sessions SET used = ?2 WHERE id = ?1", .blob(id.bytes),
                .integer(time.milliseconds))
        }
    }

    package func owner(
        of session: SessionID, usedSince time: WallTime
    ) throws(APIError) -> UserID? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT user FROM sessions WHERE id = ?1 AND used >= ?2", .blob(session.bytes),
                .integer(time.milliseconds)
            ) { UserID($0.id(0)) }
        }
    }

    package func append(_ segment: Segment, to session: SessionID) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                """
                INSERT INTO segments(session, first_s, position, previous_end, view, intents)
                VALUES(?1, ?2, ?3, ?4, ?5, ?6)
                """, .blob(session.bytes), .integer(segment.firstS),
                .integer(segment.position), .integer(segment.previousEnd),
                .integer(segment.view.rawValue),
                .optional(segment.intents.map { Int64($0.rawValue) }))
        }
    }

    package func segments(of session: SessionID) throws(APIError) -> SegmentList {
        try run { () throws(SQLiteError) in
            SegmentList(
                try connection.rows(
                    """
                    SELECT first_s, position, previous_end, view, intents FROM segments
                    WHERE session = ?1 ORDER BY id
                    """, .blob(session.bytes)
                ) { Self.segment($0, from: 0) })
        }
    }

    package func openSegments() throws(APIError) -> [OpenSegment] {
        try run { () throws(SQLiteError) in
            try connection.rows(
                """
                SELECT session, user, first_s, position, previous_end, view, intents
                FROM segments JOIN sessions ON sessions.id = session
                WHERE segments.id IN (SELECT max(id) FROM segments GROUP BY session)
                """
            ) { row in
                OpenSegment(
                    session: SessionID(bytes: row.blob(0)), user: UserID(row.id(1)),
                    segment: Self.segment(row, from: 2))
            }
        }
    }

    package func forkSession(_ id: SessionID, at s: Int64) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "DELETE FROM segments WHERE session = ?1 AND first_s > ?2", .blob(id.bytes),
                .integer(s))
        }
    }

    package func pruneSession(
        _ id: SessionID, acknowledged s: Int64
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                """
                DELETE FROM segments WHERE session = ?1 AND id <
                (SELECT max(id) FROM segments WHERE session = ?1 AND first_s <= ?2)
                """, .blob(id.bytes), .integer(s))
        }
    }

    /// Views stay: cursors out there name them. So do tracks, whose last segment is what
    /// their user sees now.
    package func deleteSessions(
        before position: Int64, notUsedSince time: WallTime
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                """
                DELETE FROM sessions WHERE substr(id, 1, 8) <> zeroblob(8) AND (used < ?2 OR
                id NOT IN
                (SELECT session FROM segments GROUP BY session HAVING max(position) >= ?1))
                """, .integer(position), .integer(time.milliseconds))
        }
    }

    private static func segment(_ row: Statement, from column: Int) -> Segment {
        Segment(
            firstS: row.int64(column), position: row.int64(column + 1),
            previousEnd: row.int64(column + 2), view: ViewID(rawValue: row.int64(column + 3)),
            intents: row.optionalInt64(column + 4).map { Intents(rawValue: Int($0)) })
    }
}

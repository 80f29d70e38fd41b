import ChatBase
import ChatCore
import ChatSQLite

extension SQLiteStore {
    package func insert(_ message: MessageRecord) throws(APIError) -> Bool {
        try run { () throws(SQLiteError) in
            let inserted = try connection.run(
                """
                INSERT INTO messages VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                ON CONFLICT(id) DO NOTHING
                """, .id(message.id.rawValue), .id(message.channel.rawValue),
                .id(message.author.rawValue), .integer(message.n), .text(message.content),
                .integer(message.version), .optional(message.edited?.milliseconds),
                .optional(message.nonce), .id(message.answers?.rawValue),
                .optional(IDList.pack(message.mentions)), .bool(message.mentionsEveryone),
                .optional(IDList.pack(message.mentionedRoles)))
            guard inserted == 1 else { return false }
            try saveMentions(of: message)
            return true
        }
    }

    package func replace(
        _ former: MessageRecord, by message: MessageRecord
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO message_versions VALUES(?1, ?2, ?3, ?4)",
                .id(former.id.rawValue), .integer(former.version), .text(former.content),
                .integer((former.edited ?? former.id.created).milliseconds))
            try connection.run(
                """
                UPDATE messages SET content = ?2, version = ?3, edited = ?4, mentions = ?5,
                mentions_everyone = ?6, mentioned_roles = ?7 WHERE id = ?1
                """, .id(message.id.rawValue), .text(message.content),
                .integer(message.version), .optional(message.edited?.milliseconds),
                .optional(IDList.pack(message.mentions)), .bool(message.mentionsEveryone),
                .optional(IDList.pack(message.mentionedRoles)))
            try connection.run(
                "DELETE FROM mentions WHERE message = ?1", .id(message.id.rawValue))
            try saveMentions(of: message)
        }
    }

    package func deleteMessage(
        _ id: MessageID, in channel: ChannelID
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "DELETE FROM messages WHERE id = ?1 AND channel = ?2", .id(id.rawValue),
                .id(channel.rawValue))
        }
    }

    package func message(
        _ id: MessageID, in channel: ChannelID
    ) throws(APIError) -> MessageRecord? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT * FROM messages WHERE id = ?1 AND channel = ?2", .id(id.rawValue),
                .id(channel.rawValue), read: Self.message)
        }
    }

    package func messages(
        in channel: ChannelID, _ position: HistoryPosition, limit: Int
    ) throws(APIError) -> (records: [MessageRecord], hasMore: Bool) {
        let records: [MessageRecord]
        switch position {
        case .latest:
            records = try page(channel, before: MessageID(.max >> 1), limit: limit + 1)
            return (Array(records.prefix(limit)), records.count > limit)
        case .before(let id):
            records = try page(channel, before: id, limit: limit + 1)
            return (Array(records.prefix(limit)), records.count > limit)
        case .after(let id):
            records = try page(channel, after: id, limit: limit + 1)
            return (Array(records.prefix(limit).reversed()), records.count > limit)
        case .around(let id):
            let newer = try page(channel, after: id, limit: limit / 2)
            let older = try page(
                channel, before: MessageID(id.rawValue + (id.rawValue < .max >> 1 ? 1 : 0)),
                limit: limit - newer.count + 1)
            return (
                newer.reversed() + older.prefix(limit - newer.count),
                older.count > limit - newer.count
            )
        }
    }

    package func lastMessage(in channel: ChannelID) throws(APIError) -> MessageID? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT max(id) FROM messages WHERE channel = ?1", .id(channel.rawValue)
            ) { $0.optionalID(0).map { MessageID($0) } } ?? nil
        }
    }

    package func lastIssuedMessage(in channel: ChannelID) throws(APIError) -> MessageID? {
        let logged = try run { () throws(SQLiteError) in
            try connection.first(
                """
                SELECT reference FROM log WHERE scope = ?1 AND type = ?2
                ORDER BY position DESC LIMIT 1
                """, .integer(Scope.channel(channel).storageKey),
                .integer(LogType.messageCreate.rawValue)
            ) { MessageID($0.id(0)) }
        }
        return [logged, try lastMessage(in: channel)].compactMap(\.self).max()
    }

    // MARK: Read markers

    package func marker(
        of user: UserID, in channel: ChannelID
    ) throws(APIError) -> MessageID? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT message FROM markers WHERE user = ?1 AND channel = ?2",
                .id(user.rawValue), .id(channel.rawValue)
            ) { MessageID($0.id(0)) }
        }
    }

    package func markers(of user: UserID) throws(APIError) -> [ChannelID: MessageID] {
        let rows = try run { () throws(SQLiteError) in
            try connection.rows(
                "SELECT channel, message FROM markers WHERE user = ?1", .id(user.rawValue)
            ) { (ChannelID($0.id(0)), MessageID($0.id(1))) }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    package func saveMarker(
        _ message: MessageID, of user: UserID, in channel: ChannelID
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT OR REPLACE INTO markers VALUES(?1, ?2, ?3)", .id(user.rawValue),
                .id(channel.rawValue), .id(message.rawValue))
        }
    }

    package func unread(
        of user: UserID, in channel: ChannelID, after marker: MessageID, cap: Int
    ) throws(APIError) -> (unread: Int, mentions: Int) {
        try run { () throws(SQLiteError) in
            let unread = try connection.first(
                """
                SELECT count(*) FROM (SELECT 1 FROM messages
                WHERE channel = ?1 AND id > ?2 AND author <> ?3 LIMIT ?4)
                """, .id(channel.rawValue), .id(marker.rawValue), .id(user.rawValue),
                .integer(cap)
            ) { $0.int(0) }
            let mentions = try connection.first(
                """
                SELECT count(*) FROM (
                SELECT message FROM mentions WHERE target = ?3 AND channel = ?1
                AND message > ?2 AND author <> ?3
                UNION SELECT message FROM mentions WHERE target = 0 AND channel = ?1
                AND message > ?2 AND author <> ?3 LIMIT ?4)
                """, .id(channel.rawValue), .id(marker.rawValue), .id(user.rawValue),
                .integer(cap)
            ) { $0.int(0) }
            return (unread ?? 0, mentions ?? 0)
        }
    }

    // MARK: Parts

    /// Newest first.
    private func page(
        _ channel: ChannelID, before id: MessageID, limit: Int
    ) throws(APIError) -> [MessageRecord] {
        try run { () throws(SQLiteError) in
            try connection.rows(
                """
                SELECT * FROM messages WHERE channel = ?1 AND id < ?2
                ORDER BY id DESC LIMIT ?3
                """, .id(channel.rawValue), .id(min(id.rawValue, .max >> 1)), .integer(limit),
                read: Self.message)
        }
    }

    /// Oldest first.
    private func page(
        _ channel: ChannelID, after id: MessageID, limit: Int
    ) throws(APIError) -> [MessageRecord] {
        try run { () throws(SQLiteError) in
            try connection.rows(
                """
                SELECT * FROM messages WHERE channel = ?1 AND id > ?2
                ORDER BY id LIMIT ?3
                """, .id(channel.rawValue), .id(min(id.rawValue, .max >> 1)), .integer(limit),
                read: Self.message)
        }
    }

    private func saveMentions(of message: MessageRecord) throws(SQLiteError) {
        var targets =
            message.mentions.map(\.rawValue) + message.mentionedRoles.map(\.rawValue)
        if message.mentionsEveryone { targets.append(0) }
        for target in targets {
            try connection.run(
                "INSERT OR IGNORE INTO mentions VALUES(?1, ?2, ?3, ?4)", .id(target),
                .id(message.channel.rawValue), .id(message.id.rawValue),
                .id(message.author.rawValue))
        }
    }

    private static func message(_ statement: Statement) -> MessageRecord {
        MessageRecord(
            id: MessageID(statement.id(0)), channel: ChannelID(statement.id(1)),
            author: UserID(statement.id(2)), n: statement.int64(3), content: statement.text(4),
            version: statement.int64(5),
            edited: statement.optionalInt64(6).map { WallTime(milliseconds: $0) },
            nonce: statement.optionalText(7),
            answers: statement.optionalID(8).map { MessageID($0) },
            mentions: IDList.unpack(statement.optionalBlob(9)),
            mentionsEveryone: statement.bool(10),
            mentionedRoles: IDList.unpack(statement.optionalBlob(11)))
    }
}

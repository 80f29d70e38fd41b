import ChatBase
import ChatCore
import ChatSQLite

/// Messages and pages of them.
extension CacheStore {
    /// - Returns: whether what lies before it is unknown.
    func insert(_ message: Message, n: Int64?) throws(SQLiteError) -> Bool {
        let channel = SQLiteValue.id(message.channelID.rawValue)
        if let nonce = message.nonce { try forget(nonce: nonce) }
        let before = try connection.first(
            "SELECT 1 FROM messages WHERE channel = ?1 AND id < ?2 LIMIT 1", channel,
            .id(message.id.rawValue)
        ) { _ in true }
        let isComplete = try isComplete(message.channelID)
        let gap = before == nil && !isComplete
        try put(message, n: n, gap: gap)
        try count(message)
        return gap
    }

    func update(_ message: Message) throws(SQLiteError) {
        if revisions.count >= 4096 { revisions.removeAll() }
        revisions[message.id] = message
        try connection.run(
            "UPDATE messages SET json = ?2, edited = ?3 WHERE id = ?1", .id(message.id.rawValue),
            .text(Self.encode { message.write(to: &$0) }),
            .integer(message.editedMilliseconds ?? 0))
    }

    func delete(_ id: MessageID) throws(SQLiteError) {
        if tombstones.count >= 4096 { tombstones.removeAll() }
        tombstones.insert(id)
        revisions[id] = nil
        let row = try connection.first(
            "SELECT channel, gap FROM messages WHERE id = ?1", .id(id.rawValue)
        ) { ($0.id(0), $0.bool(1)) }
        guard let (channel, gap) = row else { return }
        try connection.run("DELETE FROM messages WHERE id = ?1", .id(id.rawValue))
        try deleteQuotes(of: id, in: channel)
        guard gap else { return }
        try connection.run(
            """
            UPDATE messages SET gap = 1 WHERE id =
                (SELECT min(id) FROM messages WHERE channel = ?1 AND id > ?2)
            """, .id(channel), .id(id.rawValue))
    }

    /// A reply carries the text it answers: that goes as well.
    private func deleteQuotes(of id: MessageID, in channel: UInt64) throws(SQLiteError) {
        let replies = try connection.rows(
            "SELECT n, gap, json FROM messages WHERE channel = ?1 AND id > ?2 AND json LIKE ?3",
            .id(channel), .id(id.rawValue), .text("%\"message_id\":\"\(id)\"%")
        ) { ($0.optionalInt64(0), $0.bool(1), $0.text(2)) }
        for (n, gap, json) in replies {
            guard var reply = Self.decode(json, Message.init(json:)),
                reply.reference?.messageID == id
            else { continue }
            reply.referenced = .deleted
            try put(reply, n: n, gap: gap)
        }
    }

    func dropMessages(of channel: ChannelID) throws(SQLiteError) {
        generation += 1
        try connection.run("DELETE FROM messages WHERE channel = ?1", .id(channel.rawValue))
        try connection.run(
            "UPDATE channels SET complete = 0 WHERE id = ?1", .id(channel.rawValue))
    }

    func isComplete(_ channel: ChannelID) throws(SQLiteError) -> Bool {
        try connection.first(
            "SELECT complete FROM channels WHERE id = ?1", .id(channel.rawValue)
        ) { $0.bool(0) } ?? false
    }

    // MARK: Pages

    /// A page from here; nil when the server has to be asked.
    func page(
        of channel: ChannelID, before: MessageID?, limit: Int
    ) throws(SQLiteError) -> HistoryPage? {
        if let before {
            let gap = try connection.first(
                "SELECT gap FROM messages WHERE id = ?1", .id(before.rawValue)
            ) { $0.bool(0) }
            if gap ?? true { return nil }
        }
        let rows = try connection.rows(
            """
            SELECT gap, json FROM messages WHERE channel = ?1 AND id < ?2
            ORDER BY id DESC LIMIT ?3
            """, .id(channel.rawValue),
            .integer(before.map { Int64(clamping: $0.rawValue) } ?? .max),
            .integer(limit)
        ) { ($0.bool(0), $0.text(1)) }
        let isComplete = try isComplete(channel)
        if rows.isEmpty, !isComplete { return nil }
        var messages: [ChatMessage] = []
        for (index, (gap, json)) in rows.enumerated() {
            guard let message = Self.decode(json, Message.init(json:)) else { continue }
            var entry = ChatMessage(message)
            let isOldest = index == rows.count - 1
            entry.hasGapBefore = gap || (isOldest && (rows.count == limit || !isComplete))
            messages.append(entry)
            if gap { break }
        }
        messages.reverse()
        let reachesStart = isComplete && messages.first.map { !$0.hasGapBefore } ?? true
        return HistoryPage(
            channel: channel, messages: messages, before: before, reachesStart: reachesStart,
            isCurrent: true)
    }

    /// Keeps a page that the server gave, newest first.
    func store(
        _ page: [Message], of channel: ChannelID, before: MessageID?, limit: Int
    ) throws(SQLiteError) -> HistoryPage {
        try connection.transaction { () throws(SQLiteError) in
            let reachesStart = page.count < limit
            let live = page.filter { !tombstones.contains($0.id) }.map { newest($0) }
            // Asked for before the log was dropped: it touches nothing that is here.
            let isLost = try before.map { id throws(SQLiteError) in try !holds(id) } ?? false
            if !isLost {
                try merge(live, of: channel, before: before, reachesStart: reachesStart)
            }
            var messages = live.reversed().map { ChatMessage($0) }
            if !messages.isEmpty { messages[0].hasGapBefore = !reachesStart }
            return HistoryPage(
                channel: channel, messages: messages, before: before, reachesStart: reachesStart,
                isCurrent: true)
        }
    }

    private func holds(_ id: MessageID) throws(SQLiteError) -> Bool {
        try connection.first("SELECT 1 FROM messages WHERE id = ?1", .id(id.rawValue)) { _ in
            true
        } ?? false
    }

    private func merge(
        _ page: [Message], of channel: ChannelID, before: MessageID?, reachesStart: Bool
    ) throws(SQLiteError) {
        try forgetMissing(page, of: channel, before: before, reachesStart: reachesStart)
        if let before {
            try connection.run("UPDATE messages SET gap = 0 WHERE id = ?1", .id(before.rawValue))
        }
        for message in page {
            let isOldest = message.id == page.last?.id
            try put(message, n: message.n, gap: isOldest && !reachesStart)
        }
        if before == nil, let newest = page.first {
            try connection.run(
                """
                UPDATE messages SET gap = 0 WHERE id =
                    (SELECT min(id) FROM messages WHERE channel = ?1 AND id > ?2)
                """, .id(channel.rawValue), .id(newest.id.rawValue))
        }
        if reachesStart {
            try connection.run(
                "UPDATE channels SET complete = 1 WHERE id = ?1", .id(channel.rawValue))
        }
    }

    /// What is here in the range of the page, but not in the page, was deleted.
    private func forgetMissing(
        _ page: [Message], of channel: ChannelID, before: MessageID?, reachesStart: Bool
    ) throws(SQLiteError) {
        let low: Int64
        if reachesStart {
            low = 0
        } else if let oldest = page.last {
            low = Int64(clamping: oldest.id.rawValue)
        } else {
            return
        }
        // Above the newest of a newest page may be messages that came live since.
        let high: Int64
        if let before {
            high = Int64(clamping: before.rawValue)
        } else if let newest = page.first {
            high = Int64(clamping: newest.id.rawValue)
        } else {
            return
        }
        let listed = Set(page.map(\.id))
        let here = try connection.rows(
            "SELECT id FROM messages WHERE channel = ?1 AND id >= ?2 AND id < ?3",
            .id(channel.rawValue), .integer(low), .integer(high)
        ) { MessageID($0.id(0)) }
        for id in here where !listed.contains(id) {
            try connection.run("DELETE FROM messages WHERE id = ?1", .id(id.rawValue))
        }
    }

    /// The log may have been faster than the page.
    private func newest(_ message: Message) -> Message {
        guard let revision = revisions[message.id],
            revision.editedMilliseconds ?? 0 > message.editedMilliseconds ?? 0
        else { return message }
        return revision
    }

    private func put(_ message: Message, n: Int64?, gap: Bool) throws(SQLiteError) {
        try connection.run(
            """
            INSERT OR REPLACE INTO messages(id, channel, n, gap, edited, json)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            """, .id(message.id.rawValue), .id(message.channelID.rawValue),
            .optional(n ?? message.n), .bool(gap), .integer(message.editedMilliseconds ?? 0),
            .text(Self.encode { message.write(to: &$0) }))
    }

    /// Unread counts for the next start without a network.
    private func count(_ message: Message) throws(SQLiteError) {
        guard let me = try meta("me").flatMap({ Self.decode($0, User.init(json:)) }),
            message.author.id != me.id
        else { return }
        let isMention = message.mentionsEveryone || message.mentions.contains { $0.id == me.id }
        try connection.run(
            """
            INSERT INTO read_states(channel, marker, unread, mentions) VALUES(?1, NULL, 1, ?2)
            ON CONFLICT(channel) DO UPDATE SET unread = unread + 1, mentions = mentions + ?2
            """, .id(message.channelID.rawValue), .bool(isMention))
    }
}

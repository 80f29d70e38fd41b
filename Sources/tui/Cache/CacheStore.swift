import ChatBase
import ChatCore
import ChatSQLite

/// A local copy of what the server's log has told this user, so that the client can show
/// it before any network and without one. Confined to the cache's thread.
///
/// A channel's messages here are always the newest ones without a hole; older ones are
/// fetched when somebody scrolls. Where that can't be promised any more (too much was
/// missed, a restored server), they are dropped and fetched anew.
final class CacheStore {
    let connection: Connection
    /// What was deleted while this process runs: a page that was on its way meanwhile
    /// doesn't bring it back.
    var tombstones: Set<MessageID> = []
    /// What was edited while this process runs, for the same reason.
    var revisions: [MessageID: Message] = [:]
    /// Rises whenever changes were missed: a page asked for before says nothing any more.
    var generation = 0

    init(path: String) throws(CacheError) {
        do throws(SQLiteError) {
            connection = try Connection(path: path)
            // Losing the last moments to a power cut is fine: the server has them.
            try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        } catch { throw .database(error) }
        do throws(SchemaError) { try CacheSchema.schema.prepare(connection) } catch {
            throw .schema(error)
        }
    }

    // MARK: Meta

    func meta(_ key: String) throws(SQLiteError) -> String? {
        try connection.first("SELECT value FROM meta WHERE key = ?1", .text(key)) { $0.text(0) }
    }

    func setMeta(_ key: String, _ value: String?) throws(SQLiteError) {
        if let value {
            try connection.run(
                "INSERT OR REPLACE INTO meta(key, value) VALUES(?1, ?2)", .text(key), .text(value))
        } else {
            try connection.run("DELETE FROM meta WHERE key = ?1", .text(key))
        }
    }

    /// Where the stream goes on; nil when it has to begin anew.
    func resumePoint() throws(SQLiteError) -> ResumePoint? {
        guard let cursor = try meta("cursor") else { return nil }
        var known = JSONObject()
        let scopes = try connection.rows("SELECT scope, n FROM scopes") {
            ($0.text(0), $0.int64(1))
        }
        for (scope, n) in scopes { known.append(scope, .int(n)) }
        let json: JSON = ["cursor": .string(cursor), "known": .object(known)]
        return ResumePoint(text: json.text)
    }

    /// Forgets everything that came from the server.
    func dropCopy() throws(SQLiteError) {
        for table in ["scopes", "channels", "members", "read_states", "messages"] {
            try connection.run("DELETE FROM \(table)")
        }
        try connection.run("DELETE FROM meta")
        tombstones = []
        revisions = [:]
    }

    // MARK: Start

    /// Everything the first frame needs.
    func restore() throws(SQLiteError) -> Restored {
        var restored = Restored()
        restored.me = try meta("me").flatMap { Self.decode($0, User.init(json:)) }
        restored.guild = try meta("guild").flatMap { Self.decode($0, Guild.init(json:)) }
        restored.channels = try connection.rows("SELECT json FROM channels") {
            Self.decode($0.text(0), Channel.init(json:))
        }.compactMap { $0 }
        restored.members = try connection.rows("SELECT json FROM members") {
            Self.decode($0.text(0), Member.init(json:))
        }.compactMap { $0 }
        restored.readStates = try connection.rows(
            "SELECT channel, marker, unread, mentions FROM read_states"
        ) {
            ReadState(
                channelID: ChannelID($0.id(0)),
                lastReadMessageID: $0.optionalID(1).map { MessageID($0) }, unread: $0.int(2),
                mentions: $0.int(3), lastN: 0)
        }
        restored.outbox = try outbox()
        let drafts = try connection.rows("SELECT channel, text FROM drafts") {
            (ChannelID($0.id(0)), $0.text(1))
        }
        restored.drafts = Dictionary(drafts, uniquingKeysWith: { $1 })
        let preferences = try connection.rows("SELECT key, value FROM preferences") {
            ($0.text(0), $0.text(1))
        }
        restored.preferences = Dictionary(preferences, uniquingKeysWith: { $1 })
        return restored
    }

    static func decode<Value>(
        _ text: String, _ decode: (JSON) throws(DecodingFailure) -> Value
    ) -> Value? {
        guard let json = try? JSON(parsing: text) else { return nil }
        return try? decode(json)
    }

    static func encode(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return writer.text
    }

    // MARK: The user's own

    func outbox() throws(SQLiteError) -> [PendingMessage] {
        try connection.rows(
            "SELECT nonce, channel, content, reply, failure FROM outbox ORDER BY position"
        ) {
            PendingMessage(
                nonce: $0.text(0), channel: ChannelID($0.id(1)), content: $0.text(2),
                replyTo: $0.optionalID(3).map { MessageID($0) },
                state: $0.optionalText(4).map { .failed($0) } ?? .waiting)
        }
    }

    func keep(_ pending: PendingMessage) throws(SQLiteError) {
        try connection.run(
            "INSERT OR IGNORE INTO outbox(nonce, channel, content, reply) VALUES(?1, ?2, ?3, ?4)",
            .text(pending.nonce), .id(pending.channel.rawValue), .text(pending.content),
            .id(pending.replyTo?.rawValue))
    }

    func forget(nonce: String) throws(SQLiteError) {
        try connection.run("DELETE FROM outbox WHERE nonce = ?1", .text(nonce))
    }

    func fail(nonce: String, _ reason: String) throws(SQLiteError) {
        try connection.run(
            "UPDATE outbox SET failure = ?2 WHERE nonce = ?1", .text(nonce), .text(reason))
    }

    func saveDraft(_ channel: ChannelID, _ text: String) throws(SQLiteError) {
        if text.isEmpty {
            try connection.run("DELETE FROM drafts WHERE channel = ?1", .id(channel.rawValue))
        } else {
            try connection.run(
                "INSERT OR REPLACE INTO drafts(channel, text) VALUES(?1, ?2)",
                .id(channel.rawValue), .text(text))
        }
    }

    func savePreference(_ key: String, _ value: String) throws(SQLiteError) {
        try connection.run(
            "INSERT OR REPLACE INTO preferences(key, value) VALUES(?1, ?2)", .text(key),
            .text(value))
    }
}

import ChatSQLite

/// The form of the cache. Everything above the line is a copy of the server's and is
/// dropped with its epoch; what is below is this user's own and stays.
enum CacheSchema {
    static let schema = Schema(
        applicationID: 0x526F_4361,
        migrations: [
            Schema.Migration(
                version: 1,
                sql: """
                    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                    CREATE TABLE scopes(scope TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
                    CREATE TABLE channels(
                        id INTEGER PRIMARY KEY, json TEXT NOT NULL,
                        complete INTEGER NOT NULL DEFAULT 0);
                    CREATE TABLE members(id INTEGER PRIMARY KEY, json TEXT NOT NULL);
                    CREATE TABLE read_states(
                        channel INTEGER PRIMARY KEY, marker INTEGER,
                        unread INTEGER NOT NULL, mentions INTEGER NOT NULL);
                    CREATE TABLE messages(
                        id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, n INTEGER,
                        gap INTEGER NOT NULL, edited INTEGER NOT NULL, json TEXT NOT NULL,
                        -- For people and tests that look inside.
                        content TEXT AS (json_extract(json, '$.content')) VIRTUAL);
                    CREATE INDEX messages_by_channel ON messages(channel, id);
                    -- ------------------------------------------------------------
                    CREATE TABLE outbox(
                        position INTEGER PRIMARY KEY AUTOINCREMENT, nonce TEXT NOT NULL UNIQUE,
                        channel INTEGER NOT NULL, content TEXT NOT NULL, reply INTEGER,
                        failure TEXT);
                    CREATE TABLE drafts(channel INTEGER PRIMARY KEY, text TEXT NOT NULL);
                    CREATE TABLE preferences(
                        key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                    """)
        ])
}

import ChatSQLite

extension SQLiteStore {
    /// `Rost`: marks the file as a server's database.
    static let schema = ChatSQLite.Schema(
        applicationID: 0x526F_7374,
        migrations: [ChatSQLite.Schema.Migration(version: 1, sql: communityTables + logTables)])

    private static let communityTables = """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE guild(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, owner INTEGER NOT NULL) STRICT;
        CREATE TABLE roles(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, color INTEGER NOT NULL,
            hoist INTEGER NOT NULL, position INTEGER NOT NULL, permissions INTEGER NOT NULL,
            mentionable INTEGER NOT NULL) STRICT;
        CREATE TABLE users(
            id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, global_name TEXT,
            is_bot INTEGER NOT NULL, joined INTEGER NOT NULL) STRICT;
        CREATE TABLE passwords(
            user INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
            hash TEXT NOT NULL) STRICT;

        CREATE TABLE devices(
            id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
            is_bot INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
            last_used INTEGER NOT NULL, rotated INTEGER NOT NULL) STRICT;
        CREATE TABLE access_tokens(
            hash BLOB PRIMARY KEY, device INTEGER NOT NULL REFERENCES devices ON DELETE CASCADE,
            expires INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX access_tokens_by_device ON access_tokens(device);
        -- state: 0 next, 1 former, 2 spent
        CREATE TABLE refresh_tokens(
            hash BLOB PRIMARY KEY, device INTEGER NOT NULL REFERENCES devices ON DELETE CASCADE,
            state INTEGER NOT NULL, time INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX refresh_tokens_by_device ON refresh_tokens(device, state);
        CREATE INDEX refresh_tokens_by_time ON refresh_tokens(time) WHERE state = 2;
        CREATE TABLE invites(
            code TEXT PRIMARY KEY, channel INTEGER NOT NULL, inviter INTEGER,
            uses INTEGER NOT NULL, max_uses INTEGER NOT NULL, max_age INTEGER NOT NULL,
            created INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE channels(
            id INTEGER PRIMARY KEY, type INTEGER NOT NULL, text_enabled INTEGER NOT NULL,
            name TEXT NOT NULL, topic TEXT, parent INTEGER, order_key INTEGER NOT NULL) STRICT;
        CREATE TABLE overwrites(
            channel INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
            rank INTEGER NOT NULL, type INTEGER NOT NULL, subject INTEGER NOT NULL,
            allow INTEGER NOT NULL, deny INTEGER NOT NULL,
            PRIMARY KEY(channel, rank)) STRICT, WITHOUT ROWID;

        CREATE TABLE messages(
            id INTEGER PRIMARY KEY,
            channel INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
            author INTEGER NOT NULL, n INTEGER NOT NULL, content TEXT NOT NULL,
            version INTEGER NOT NULL, edited INTEGER, nonce TEXT, answers INTEGER,
            mentions BLOB, mentions_everyone INTEGER NOT NULL, mentioned_roles BLOB) STRICT;
        -- Serves history, and counts unread without touching a text.
        CREATE INDEX messages_by_channel ON messages(channel, id, author);
        CREATE TABLE message_versions(
            message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
            version INTEGER NOT NULL, content TEXT NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY(message, version)) STRICT, WITHOUT ROWID;
        -- Whom a message notifies: a user, a role, or 0 for everyone.
        CREATE TABLE mentions(
            target INTEGER NOT NULL, channel INTEGER NOT NULL,
            message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
            author INTEGER NOT NULL,
            PRIMARY KEY(target, channel, message)) STRICT, WITHOUT ROWID;
        CREATE INDEX mentions_by_message ON mentions(message);
        CREATE TABLE markers(
            user INTEGER NOT NULL,
            channel INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
            message INTEGER NOT NULL, PRIMARY KEY(user, channel)) STRICT, WITHOUT ROWID;
        CREATE INDEX markers_by_channel ON markers(channel);

        """

    private static let logTables = """
        CREATE TABLE log(
            position INTEGER PRIMARY KEY, scope INTEGER NOT NULL, n INTEGER NOT NULL,
            type INTEGER NOT NULL, reference INTEGER NOT NULL, version INTEGER NOT NULL,
            actor INTEGER, time INTEGER NOT NULL, body BLOB) STRICT;
        CREATE UNIQUE INDEX log_by_n ON log(scope, n);
        -- Serves replay, and counts rows by type without touching the table.
        CREATE INDEX log_by_position ON log(scope, position, type);
        -- Kept for ever, so that `n` goes on after its rows are trimmed.
        CREATE TABLE scopes(
            scope INTEGER PRIMARY KEY, first_n INTEGER NOT NULL, last_n INTEGER NOT NULL) STRICT;
        CREATE TABLE spent_keys(
            device INTEGER NOT NULL, route TEXT NOT NULL, key TEXT NOT NULL,
            object INTEGER NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY(device, route, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX spent_keys_by_time ON spent_keys(time);

        -- Sets of scopes that a member saw at some time, and which a v=10 session had when.
        CREATE TABLE views(
            id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, scopes BLOB NOT NULL) STRICT;
        CREATE TABLE sessions(
            id BLOB PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
            used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX sessions_by_user ON sessions(user);
        CREATE INDEX sessions_by_use ON sessions(used);
        CREATE TABLE segments(
            id INTEGER PRIMARY KEY,
            session BLOB NOT NULL REFERENCES sessions ON DELETE CASCADE,
            first_s INTEGER NOT NULL, position INTEGER NOT NULL,
            previous_end INTEGER NOT NULL, view INTEGER NOT NULL REFERENCES views,
            intents INTEGER) STRICT;
        CREATE INDEX segments_by_session ON segments(session, id);
        CREATE INDEX segments_by_view ON segments(view);

        """
}

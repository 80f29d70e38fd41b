import ChatBase
import ChatCore
import ChatSQLite

/// Applying the log, one transaction an event: what it changes and how far it is applied
/// are one.
extension CacheStore {
    /// - Returns: what the model is to know; nil when it was applied before or says nothing.
    func apply(_ event: ChatEvent) throws(SQLiteError) -> AppEvent? {
        switch event.payload {
        case .typingStart, .presenceUpdate, .resumed, .unknown:
            return .gateway(event.payload, gapBefore: false)
        case .membersChunk, .readStateUpdate, .userUpdate, .ready, .replicaLost, .cursor,
            .messageCreate, .messageUpdate, .messageDelete, .channelCreate, .channelUpdate,
            .channelDelete, .memberAdd, .memberUpdate, .memberRemove, .guildUpdate,
            .sessionRevoked, .redacted, .scopeTooLong, .gap:
            break
        }
        return try connection.transaction { () throws(SQLiteError) in
            if let scope = event.scope, let n = event.n {
                let last = try lastN(of: scope)
                if let last, n <= last { return nil }
                let first: Int64
                if case .redacted(let range, _) = event.payload {
                    first = range.lowerBound
                } else {
                    first = n
                }
                // The session tells of holes itself; this is the cache's own check.
                if let last, first > last + 1, case .channel(let id) = scope {
                    try dropMessages(of: id)
                }
                try setLastN(of: scope, n)
            }
            return try change(event.payload, n: event.n)
        }
    }

    private func change(_ event: GatewayEvent, n: Int64?) throws(SQLiteError) -> AppEvent? {
        switch event {
        case .ready(let ready): return try take(ready)
        case .cursor(let cursor):
            try setMeta("cursor", cursor)
            return nil
        case .replicaLost:
            try setMeta("cursor", nil)
            return nil
        case .messageCreate(let message):
            let gap = try insert(message, n: n)
            return .gateway(event, gapBefore: gap)
        case .messageUpdate(let message): try update(message)
        case .messageDelete(let id, _): try delete(id)
        case .channelCreate(let channel):
            try save(channel)
            try setLastN(of: .channel(channel.id), channel.lastN)
        case .channelUpdate(let channel): try save(channel)
        case .channelDelete(let id, _): try delete(id)
        case .memberAdd(let member), .memberUpdate(let member): try save(member)
        case .memberRemove(let user):
            try connection.run("DELETE FROM members WHERE id = ?1", .id(user.rawValue))
        case .membersChunk(let members, _, _, _):
            for member in members { try save(member) }
        case .readStateUpdate(let state): try save(state)
        case .guildUpdate(let guild): try save(guild)
        case .userUpdate(let user): try setMeta("me", Self.encode { user.write(to: &$0) })
        case .scopeTooLong(let scope, let lastN):
            if case .channel(let id) = scope { try dropMessages(of: id) }
            try setLastN(of: scope, lastN)
        case .gap(.channel(let id), _): try dropMessages(of: id)
        default: break
        }
        return .gateway(event, gapBefore: false)
    }

    // MARK: READY

    private func take(_ ready: Ready) throws(SQLiteError) -> AppEvent {
        generation += 1
        let isNewEpoch = try meta("epoch") != ready.epoch
        if isNewEpoch { try dropCopy() }
        try setMeta("epoch", ready.epoch)
        try setMeta("cursor", ready.cursor)
        try setMeta("me", Self.encode { ready.user.write(to: &$0) })
        try save(ready.guild)
        var stale: Set<ChannelID> = []
        let visible = Set(ready.channels.map(\.id))
        let known = try connection.rows("SELECT id FROM channels") { ChannelID($0.id(0)) }
        for id in known where !visible.contains(id) { try delete(id) }
        for channel in ready.channels {
            // Not the place where this copy stands: changes to what is here were missed.
            if try lastN(of: .channel(channel.id)) != channel.lastN {
                try dropMessages(of: channel.id)
                stale.insert(channel.id)
            }
            try save(channel)
            try setLastN(of: .channel(channel.id), channel.lastN)
        }
        for (scope, n) in ready.lastN { try setLastN(of: scope, n) }
        try connection.run("DELETE FROM members")
        for member in ready.members { try save(member) }
        for state in ready.readStates { try save(state) }
        return .ready(ready, stale: stale, isNewEpoch: isNewEpoch)
    }

    // MARK: Rows

    func lastN(of scope: Scope) throws(SQLiteError) -> Int64? {
        try connection.first("SELECT n FROM scopes WHERE scope = ?1", .text(scope.description)) {
            $0.int64(0)
        }
    }

    private func setLastN(of scope: Scope, _ n: Int64) throws(SQLiteError) {
        try connection.run(
            "INSERT OR REPLACE INTO scopes(scope, n) VALUES(?1, ?2)", .text(scope.description),
            .integer(n))
    }

    private func save(_ channel: Channel) throws(SQLiteError) {
        let json = Self.encode { channel.write(to: &$0) }
        try connection.run(
            """
            INSERT INTO channels(id, json, complete) VALUES(?1, ?2, ?3)
            ON CONFLICT(id) DO UPDATE SET json = excluded.json,
                complete = max(complete, excluded.complete)
            """, .id(channel.id.rawValue), .text(json), .bool(channel.lastMessageID == nil))
    }

    private func delete(_ channel: ChannelID) throws(SQLiteError) {
        let id = SQLiteValue.id(channel.rawValue)
        try connection.run("DELETE FROM channels WHERE id = ?1", id)
        try connection.run("DELETE FROM messages WHERE channel = ?1", id)
        try connection.run("DELETE FROM read_states WHERE channel = ?1", id)
        try connection.run("DELETE FROM drafts WHERE channel = ?1", id)
        try connection.run(
            "DELETE FROM scopes WHERE scope = ?1", .text(Scope.channel(channel).description))
    }

    private func save(_ member: Member) throws(SQLiteError) {
        try connection.run(
            "INSERT OR REPLACE INTO members(id, json) VALUES(?1, ?2)",
            .id(member.user.id.rawValue), .text(Self.encode { member.write(to: &$0) }))
    }

    private func save(_ guild: Guild) throws(SQLiteError) {
        let json = Self.encode { writer in
            writer.object { guild.writeMembers(to: &$0) }
        }
        try setMeta("guild", json)
    }

    private func save(_ state: ReadState) throws(SQLiteError) {
        try connection.run(
            """
            INSERT OR REPLACE INTO read_states(channel, marker, unread, mentions)
            VALUES(?1, ?2, ?3, ?4)
            """, .id(state.channelID.rawValue), .id(state.lastReadMessageID?.rawValue),
            .integer(state.unread), .integer(state.mentions))
    }
}

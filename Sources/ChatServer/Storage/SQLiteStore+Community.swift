import ChatBase
import ChatCore
import ChatSQLite

extension SQLiteStore {
    package func save(_ guild: Guild) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT OR REPLACE INTO guild VALUES(?1, ?2, ?3)", .id(guild.id.rawValue),
                .text(guild.name), .id(guild.ownerID.rawValue))
        }
    }

    package func save(_ role: Role) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT OR REPLACE INTO roles VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                .id(role.id.rawValue), .text(role.name), .integer(role.color),
                .bool(role.hoist), .integer(role.position), .id(role.permissions.rawValue),
                .bool(role.mentionable))
        }
    }

    package func save(_ user: User, joined: WallTime) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                """
                INSERT INTO users VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(id) DO UPDATE SET
                username = excluded.username, global_name = excluded.global_name
                """, .id(user.id.rawValue), .text(user.username), .optional(user.globalName),
                .bool(user.isBot), .integer(joined.milliseconds))
        }
    }

    package func save(_ channel: Channel, order: Int64) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                """
                INSERT INTO channels VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT(id) DO UPDATE SET text_enabled = excluded.text_enabled,
                name = excluded.name, topic = excluded.topic, parent = excluded.parent,
                order_key = excluded.order_key
                """, .id(channel.id.rawValue), .integer(channel.kind.rawValue),
                .bool(channel.isTextEnabled), .text(channel.name), .optional(channel.topic),
                .id(channel.parentID?.rawValue), .integer(order))
            try connection.run(
                "DELETE FROM overwrites WHERE channel = ?1", .id(channel.id.rawValue))
            for (rank, overwrite) in channel.overwrites.enumerated() {
                try connection.run(
                    "INSERT INTO overwrites VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                    .id(channel.id.rawValue), .integer(rank), .integer(overwrite.type),
                    .id(overwrite.id), .id(overwrite.allow.rawValue),
                    .id(overwrite.deny.rawValue))
            }
        }
    }

    package func deleteChannel(_ id: ChannelID) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run("DELETE FROM channels WHERE id = ?1", .id(id.rawValue))
        }
    }

    /// The community as the tables have it.
    package func loadCommunity() throws(APIError) -> Community {
        try run { () throws(SQLiteError) in
            let guild = try connection.first("SELECT id, name, owner FROM guild") {
                Guild(id: GuildID($0.id(0)), name: $0.text(1), ownerID: UserID($0.id(2)))
            }
            var community = Community(
                guild: guild ?? Guild(id: GuildID(0), name: "", ownerID: UserID(0)))
            let roles = try connection.rows("SELECT * FROM roles") {
                Role(
                    id: RoleID($0.id(0)), name: $0.text(1), color: $0.int(2), hoist: $0.bool(3),
                    position: $0.int(4), permissions: Permissions(rawValue: $0.id(5)),
                    mentionable: $0.bool(6))
            }
            for role in roles { community.roles[role.id] = role }
            let members = try connection.rows("SELECT * FROM users") { row in
                Member(
                    user: User(
                        id: UserID(row.id(0)), username: row.text(1),
                        globalName: row.optionalText(2), isBot: row.bool(3)),
                    joined: WallTime(milliseconds: row.int64(4)))
            }
            for member in members {
                community.members[member.user.id] = member
                community.users[member.user.id] = member.user
            }
            try loadChannels(into: &community)
            return community
        }
    }

    private func loadChannels(into community: inout Community) throws(SQLiteError) {
        let guild = community.guild.id
        let channels = try connection.rows("SELECT * FROM channels") { row in
            (
                Channel(
                    id: ChannelID(row.id(0)), kind: Channel.Kind(rawValue: row.int(1)),
                    isTextEnabled: row.bool(2), guildID: guild, name: row.text(3),
                    topic: row.optionalText(4), parentID: row.optionalID(5).map { ChannelID($0) }),
                row.int64(6)
            )
        }
        for (channel, order) in channels {
            community.channels[channel.id] = channel
            community.order[channel.id] = order
        }
        let overwrites = try connection.rows(
            "SELECT channel, subject, type, allow, deny FROM overwrites ORDER BY channel, rank"
        ) { row in
            (
                ChannelID(row.id(0)),
                PermissionOverwrite(
                    id: row.id(1), type: row.int(2), allow: Permissions(rawValue: row.id(3)),
                    deny: Permissions(rawValue: row.id(4)))
            )
        }
        for (channel, overwrite) in overwrites {
            community.channels[channel]?.overwrites.append(overwrite)
        }
    }
}

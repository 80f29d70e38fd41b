import ChatBase

/// A user's part in the community (Discord's Guild Member).
public struct Member: Sendable, Hashable {
    /// Who it is.
    public var user: User
    /// A name for this community alone.
    public var nick: String?
    /// Without the role that everyone has.
    public var roles: [RoleID]
    package var joined: WallTime

    package init(user: User, nick: String? = nil, roles: [RoleID] = [], joined: WallTime) {
        self.user = user
        self.nick = nick
        self.roles = roles
        self.joined = joined
    }

    /// The name to show.
    public var displayName: String { nick ?? user.displayName }

    /// When the user joined, in milliseconds since 1970.
    public var joinedMilliseconds: Int64 { joined.milliseconds }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            user: try reader.object("user") { json throws(DecodingFailure) in
                try User(json: json)
            },
            nick: reader.optionalString("nick"),
            roles: reader.ids("roles"),
            joined: reader.optionalTime("joined_at") ?? WallTime(milliseconds: 0)
        )
    }

    /// - Parameters:
    ///   - guildID: written as `guild_id` in events of their own.
    ///   - withUser: false inside a message, whose author is the user.
    package func write(
        to writer: inout JSONWriter, guildID: GuildID? = nil, withUser: Bool = true
    ) {
        writer.beginObject()
        if let guildID { writer.member("guild_id", guildID) }
        if withUser {
            writer.key("user")
            user.write(to: &writer)
        }
        writer.member("nick", nick)
        writer.null("avatar")
        writer.ids("roles", roles)
        writer.member("joined_at", joined)
        writer.null("premium_since")
        writer.member("deaf", false)
        writer.member("mute", false)
        writer.member("flags", 0)
        writer.member("pending", false)
        writer.null("communication_disabled_until")
        writer.endObject()
    }
}

import ChatBase

/// A code that lets someone register (Discord's Invite).
public struct Invite: Sendable, Hashable {
    /// The code.
    public let code: String
    /// Where it leads.
    public var channelID: ChannelID
    /// Who made it; nil when it was made on the server's command line.
    public var inviter: User?
    /// How often it was used.
    public var uses: Int
    /// How often it can be used; 0 means without limit.
    public var maxUses: Int
    /// Seconds it lives; 0 means for ever.
    public var maxAge: Int
    package var created: WallTime

    package init(
        code: String, channelID: ChannelID, inviter: User?, uses: Int, maxUses: Int, maxAge: Int,
        created: WallTime
    ) {
        self.code = code
        self.channelID = channelID
        self.inviter = inviter
        self.uses = uses
        self.maxUses = maxUses
        self.maxAge = maxAge
        self.created = created
    }

    package var expires: WallTime? { maxAge == 0 ? nil : created + .seconds(maxAge) }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            code: try reader.string("code"),
            channelID: try reader.object("channel") { json throws(DecodingFailure) in
                try ObjectReader(json).id("id")
            },
            inviter: try reader.optionalObject("inviter") { json throws(DecodingFailure) in
                try User(json: json)
            },
            uses: reader.optionalInt("uses") ?? 0,
            maxUses: reader.optionalInt("max_uses") ?? 0,
            maxAge: reader.optionalInt("max_age") ?? 0,
            created: reader.optionalTime("created_at") ?? WallTime(milliseconds: 0))
    }

    package func write(to writer: inout JSONWriter, guild: Guild, channel: Channel) {
        writer.beginObject()
        writer.member("type", 0)
        writer.member("code", code)
        writer.object("guild") { guild.writeMembers(to: &$0) }
        writer.member("guild_id", guild.id)
        writer.object("channel") { writer in
            writer.member("id", channel.id)
            writer.member("name", channel.name)
            writer.member("type", channel.kind.rawValue)
        }
        if let inviter {
            writer.key("inviter")
            inviter.write(to: &writer)
        }
        writer.member("uses", uses)
        writer.member("max_uses", maxUses)
        writer.member("max_age", maxAge)
        writer.member("temporary", false)
        writer.member("created_at", created)
        writer.member("expires_at", expires)
        writer.endObject()
    }
}

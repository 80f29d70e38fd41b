import ChatBase

/// A named set of permissions (Discord's Role).
public struct Role: Sendable, Hashable, Identifiable {
    /// The id; the guild's number for the role that everyone has.
    public let id: RoleID
    /// The name to show.
    public var name: String
    /// 0xRRGGBB; 0 means none.
    public var color: Int
    /// Shown as a group of its own among the members.
    public var hoist: Bool
    /// Higher stands above lower.
    public var position: Int
    /// What it gives.
    public var permissions: Permissions
    /// May be mentioned by anyone.
    public var mentionable: Bool

    package init(
        id: RoleID, name: String, color: Int = 0, hoist: Bool = false, position: Int = 0,
        permissions: Permissions, mentionable: Bool = false
    ) {
        self.id = id
        self.name = name
        self.color = color
        self.hoist = hoist
        self.position = position
        self.permissions = permissions
        self.mentionable = mentionable
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            id: try reader.id("id"),
            name: reader.optionalString("name") ?? "",
            color: reader.optionalInt("color") ?? 0,
            hoist: reader.bool("hoist"),
            position: reader.optionalInt("position") ?? 0,
            permissions: try reader.permissions("permissions"),
            mentionable: reader.bool("mentionable")
        )
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("name", name)
        writer.member("color", color)
        writer.object("colors") { writer in
            writer.member("primary_color", color)
            writer.null("secondary_color")
            writer.null("tertiary_color")
        }
        writer.member("hoist", hoist)
        writer.null("icon")
        writer.null("unicode_emoji")
        writer.member("position", position)
        writer.member("permissions", permissions)
        writer.member("managed", false)
        writer.member("mentionable", mentionable)
        writer.member("flags", 0)
        writer.endObject()
    }
}

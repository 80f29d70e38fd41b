import ChatBase

/// The community that a server hosts (Discord's Guild), without what it holds.
public struct Guild: Sendable, Hashable, Identifiable {
    /// The id.
    public let id: GuildID
    /// The name to show.
    public var name: String
    /// Who may do everything.
    public var ownerID: UserID

    package init(id: GuildID, name: String, ownerID: UserID) {
        self.id = id
        self.name = name
        self.ownerID = ownerID
    }

    /// The role that everyone has.
    package var everyoneRoleID: RoleID { RoleID(id.rawValue) }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            id: try reader.id("id"),
            name: reader.optionalString("name") ?? "",
            ownerID: reader.optionalID("owner_id") ?? UserID(0))
    }

    /// The scalar members that GUILD_CREATE, GUILD_UPDATE and REST share. The caller has
    /// begun the object, adds roles, channels and members, and ends it.
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("owner_id", ownerID)
        for key in [
            "icon", "icon_hash", "splash", "discovery_splash", "banner", "description",
            "afk_channel_id", "application_id", "system_channel_id", "rules_channel_id",
            "public_updates_channel_id", "safety_alerts_channel_id", "vanity_url_code",
            "hub_type",
        ] { writer.null(key) }
        writer.member("afk_timeout", 300)
        writer.member("widget_enabled", false)
        writer.member("verification_level", 0)
        writer.member("default_message_notifications", 0)
        writer.member("explicit_content_filter", 0)
        writer.member("mfa_level", 0)
        writer.member("system_channel_flags", 0)
        writer.member("premium_tier", 0)
        writer.member("premium_subscription_count", 0)
        writer.member("premium_progress_bar_enabled", false)
        writer.member("preferred_locale", "en-US")
        writer.member("nsfw_level", 0)
        writer.member("nsfw", false)
        writer.member("max_members", 500_000)
        writer.null("max_presences")
        writer.member("max_video_channel_users", 25)
        writer.array("features") { _ in }
        writer.array("emojis") { _ in }
        writer.array("stickers") { _ in }
    }
}

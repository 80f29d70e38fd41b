import ChatBase

/// A person or a bot (Discord's User).
public struct User: Sendable, Hashable, Identifiable {
    /// The id.
    public let id: UserID
    /// Unique, lower case, 2 to 32 characters.
    public var username: String
    /// The name to show, when it differs from `username`.
    public var globalName: String?
    /// True for an account that only a token can use.
    public var isBot: Bool

    package init(id: UserID, username: String, globalName: String? = nil, isBot: Bool = false) {
        self.id = id
        self.username = username
        self.globalName = globalName
        self.isBot = isBot
    }

    /// The name to show.
    public var displayName: String { globalName ?? username }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        id = try reader.id("id")
        username = reader.optionalString("username") ?? ""
        globalName = reader.optionalString("global_name")
        isBot = reader.bool("bot")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(to: &writer)
        writer.endObject()
    }

    /// As READY and `/users/@me` show an account to itself.
    package func writeSelf(to writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(to: &writer)
        writer.member("flags", 0)
        writer.member("mfa_enabled", false)
        writer.member("verified", true)
        writer.null("email")
        writer.member("locale", "en-US")
        writer.member("premium_type", 0)
        writer.endObject()
    }

    private func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("username", username)
        writer.member("discriminator", "0")
        writer.member("global_name", globalName)
        writer.null("avatar")
        writer.member("bot", isBot)
        writer.member("system", false)
        writer.member("public_flags", 0)
        writer.null("banner")
        writer.null("accent_color")
        writer.null("avatar_decoration_data")
    }
}

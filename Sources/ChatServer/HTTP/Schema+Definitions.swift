/// The objects of the wire, by name. Only what clients rely on is listed; objects may
/// carry more.
extension Schema {
    package static let definitions: [(String, Schema)] = requests + people + places

    private static func required(_ name: String, _ schema: Schema) -> Property {
        Property(name, schema, required: true)
    }

    private static let count: Schema = .integer(0...Int.max)

    /// Of a request: null is the same as left out.
    private static func optional(_ name: String, _ schema: Schema) -> Property {
        Property(name, .nullable(schema))
    }

    /// Permission bits in decimal.
    private static let bits: Schema = .pattern("^[0-9]{1,19}$")

    private static let requests: [(String, Schema)] = [
        (
            "Error",
            .object([
                required("message", .string), required("code", .integer(0...Int.max)),
                required("error", .string), Property("request_id", .string),
                Property("errors", .object([])),
            ])
        ),
        (
            "Registration",
            .object([
                required("username", .length(1...64)), required("password", .length(0...1024)),
                optional("global_name", .length(0...128)), optional("invite", .length(0...64)),
                optional("device_name", .length(0...64)),
            ])
        ),
        (
            "Login",
            .object([
                required("username", .length(1...64)), required("password", .length(0...1024)),
                optional("device_name", .length(0...64)),
            ])
        ),
        (
            "MessageDraft",
            .object([
                required("content", .length(1...4000)), optional("nonce", .length(1...64)),
                optional("enforce_nonce", .boolean),
                optional(
                    "message_reference", .object([required("message_id", .snowflake)])),
                optional("allowed_mentions", .object([])),
            ])
        ),
        (
            "ChannelDraft",
            .object([
                required("name", .length(1...100)), optional("type", .integer(0...4)),
                optional("topic", .length(0...1024)), optional("parent_id", .snowflake),
                optional("position", count), optional("text_enabled", .boolean),
                optional("permission_overwrites", .array(.named("Overwrite"))),
            ])
        ),
        (
            "ChannelPatch",
            .object([
                optional("name", .length(1...100)), optional("topic", .length(0...1024)),
                optional("parent_id", .snowflake), optional("position", count),
                optional("text_enabled", .boolean),
                optional("permission_overwrites", .array(.named("Overwrite"))),
            ])
        ),
    ]

    private static let people: [(String, Schema)] = [
        (
            "User",
            .object([
                required("id", .snowflake), required("username", .string),
                required("discriminator", .string), Property("bot", .boolean),
            ])
        ),
        (
            "Member",
            .object([
                required("user", .named("User")), required("roles", .array(.snowflake)),
                required("joined_at", .string),
            ])
        ),
        (
            "Device",
            .object([
                required("id", .snowflake), required("name", .string),
                required("created_at", .string), required("last_used_at", .string),
                required("current", .boolean),
            ])
        ),
        (
            "TokenPair",
            .object([
                required("access_token", .string), required("refresh_token", .string),
                required("expires_in", count), required("device_id", .snowflake),
                required("user", .named("User")),
            ])
        ),
        (
            "Application",
            .object([
                required("id", .snowflake), required("name", .string),
                required("verify_key", .string), required("owner", .named("User")),
            ])
        ),
        (
            "ReadState",
            .object([
                required("channel_id", .snowflake), required("unread", .integer(0...1000)),
                required("mentions", .integer(0...1000)), required("last_n", count),
            ])
        ),
    ]

    private static let places: [(String, Schema)] = [
        (
            "Guild",
            .object([
                required("id", .snowflake), required("name", .string),
                required("owner_id", .snowflake), required("roles", .array(.named("Role"))),
            ])
        ),
        (
            "PartialGuild",
            .object([
                required("id", .snowflake), required("name", .string),
                required("owner", .boolean), required("permissions", .string),
            ])
        ),
        (
            "Role",
            .object([
                required("id", .snowflake), required("name", .string),
                required("permissions", .string),
            ])
        ),
        (
            "Overwrite",
            .object([
                Property("id", .snowflake), required("type", .integer(0...1)),
                Property("allow", bits), Property("deny", bits),
            ])
        ),
        (
            "Channel",
            .object([
                required("id", .snowflake), required("type", .integer(0...100)),
                required("guild_id", .snowflake), required("name", .string),
                required("position", count), required("last_n", count),
                required("permission_overwrites", .array(.named("Overwrite"))),
            ])
        ),
        (
            "Message",
            .object([
                required("id", .snowflake), required("channel_id", .snowflake),
                required("author", .named("User")), required("content", .string),
                required("timestamp", .string), required("type", .integer(0...100)),
                Property("n", count), Property("nonce", .string),
            ])
        ),
        (
            "Invite",
            .object([
                required("code", .string), required("uses", count),
                required("max_uses", count), required("max_age", count),
            ])
        ),
        (
            "Event",
            .object([
                required("op", .integer(0...0)), required("t", .string),
                required("sc", .string), required("n", count), required("d", .object([])),
            ])
        ),
        (
            "GatewayBot",
            .object([
                required("url", .string), required("shards", count),
                required("session_start_limit", .object([])),
            ])
        ),
        (
            "Meta",
            .object([
                required("version", .string), required("feature_level", count),
                required("guild_id", .snowflake), required("capabilities", .array(.string)),
                required("limits", .object([])),
            ])
        ),
    ]
}

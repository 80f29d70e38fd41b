import ChatBase

/// A channel or category (Discord's Channel).
public struct Channel: Sendable, Hashable, Identifiable {
    /// Discord's channel types; unknown ones are kept.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// Discord's number.
        public let rawValue: Int
        /// Makes a kind from Discord's number.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Messages.
        public static let text = Self(rawValue: 0)
        /// Voice; with messages too unless `isTextEnabled` is false.
        public static let voice = Self(rawValue: 2)
        /// Groups channels.
        public static let category = Self(rawValue: 4)
    }

    /// The id.
    public let id: ChannelID
    /// What it is.
    public var kind: Kind
    /// False for a voice channel without messages.
    public var isTextEnabled: Bool
    /// The community.
    public var guildID: GuildID
    /// The name, without `#`.
    public var name: String
    /// What it is about; up to 1024 characters.
    public var topic: String?
    /// The category it stands in.
    public var parentID: ChannelID?
    /// Rank among the siblings that the viewer sees, from 0.
    public var position: Int
    /// Who may do what here, beyond the roles.
    public var overwrites: [PermissionOverwrite]
    /// The newest message, if there is one.
    public var lastMessageID: MessageID?
    /// The last sequence number of the channel's scope.
    public var lastN: Int64

    package init(
        id: ChannelID, kind: Kind, isTextEnabled: Bool = true, guildID: GuildID, name: String,
        topic: String? = nil, parentID: ChannelID? = nil, position: Int = 0,
        overwrites: [PermissionOverwrite] = [], lastMessageID: MessageID? = nil, lastN: Int64 = 0
    ) {
        self.id = id
        self.kind = kind
        self.isTextEnabled = isTextEnabled
        self.guildID = guildID
        self.name = name
        self.topic = topic
        self.parentID = parentID
        self.position = position
        self.overwrites = overwrites
        self.lastMessageID = lastMessageID
        self.lastN = lastN
    }

    /// True where messages can be sent.
    public var hasText: Bool { kind == .text || (kind == .voice && isTextEnabled) }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            id: try reader.id("id"),
            kind: Kind(rawValue: try reader.int("type")),
            isTextEnabled: reader.bool("text_enabled", default: true),
            guildID: reader.optionalID("guild_id") ?? GuildID(0),
            name: reader.optionalString("name") ?? "",
            topic: reader.optionalString("topic"),
            parentID: reader.optionalID("parent_id"),
            position: reader.optionalInt("position") ?? 0,
            overwrites: try reader.array("permission_overwrites") { json throws(DecodingFailure) in
                try PermissionOverwrite(json: json)
            },
            lastMessageID: reader.optionalID("last_message_id"),
            lastN: Int64(reader.optionalInt("last_n") ?? 0)
        )
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("type", kind.rawValue)
        writer.member("guild_id", guildID)
        writer.member("name", name)
        writer.member("topic", topic)
        writer.member("parent_id", parentID)
        writer.member("position", position)
        writer.array("permission_overwrites") { writer in
            for overwrite in overwrites { overwrite.write(to: &writer) }
        }
        writer.member("nsfw", false)
        writer.member("flags", 0)
        writer.member("rate_limit_per_user", 0)
        writer.member("last_message_id", lastMessageID)
        if kind == .voice {
            writer.member("bitrate", 64000)
            writer.member("user_limit", 0)
            writer.null("rtc_region")
            writer.member("text_enabled", isTextEnabled)
        }
        writer.member("last_n", Int(lastN))
        writer.endObject()
    }
}

import ChatBase

/// A message (Discord's Message) with its place in the channel's log.
public struct Message: Sendable, Hashable, Identifiable {
    /// The id; rises with the channel's order.
    public let id: MessageID
    /// Where it stands.
    public let channelID: ChannelID
    /// The community.
    public let guildID: GuildID
    /// Who wrote it.
    public var author: User
    package var member: Member?
    /// 1 to 4000 Unicode scalars, as they were sent.
    public var content: String
    package var timestamp: WallTime
    package var edited: WallTime?
    /// The users it mentions.
    public var mentions: [User]
    /// It notifies everyone.
    public var mentionsEveryone: Bool
    /// The roles it mentions.
    public var mentionedRoles: [RoleID]
    /// What it answers.
    public var reference: MessageReference?
    package var referenced: Referenced?
    /// What its sender gave to tell it again; 1 to 64 characters.
    public var nonce: String?
    /// The sequence number of its creation in the channel's scope, from 1.
    public var n: Int64?

    /// The answered message as it is now, or that it is gone.
    package indirect enum Referenced: Sendable, Hashable {
        case message(Message)
        case deleted
    }

    package init(
        id: MessageID, channelID: ChannelID, guildID: GuildID, author: User, member: Member?,
        content: String, timestamp: WallTime, edited: WallTime? = nil, mentions: [User] = [],
        mentionsEveryone: Bool = false, mentionedRoles: [RoleID] = [],
        reference: MessageReference? = nil, referenced: Referenced? = nil, nonce: String? = nil,
        n: Int64? = nil
    ) {
        self.id = id
        self.channelID = channelID
        self.guildID = guildID
        self.author = author
        self.member = member
        self.content = content
        self.timestamp = timestamp
        self.edited = edited
        self.mentions = mentions
        self.mentionsEveryone = mentionsEveryone
        self.mentionedRoles = mentionedRoles
        self.reference = reference
        self.referenced = referenced
        self.nonce = nonce
        self.n = n
    }

    /// When it was sent, in milliseconds since 1970.
    public var sentMilliseconds: Int64 { timestamp.milliseconds }
    /// When it was last edited, in milliseconds since 1970; nil if never.
    public var editedMilliseconds: Int64? { edited?.milliseconds }
    /// True when it was edited.
    public var isEdited: Bool { edited != nil }

    /// The answered message as it is now; nil when this answers none, or it is gone.
    public var referencedMessage: Message? {
        if case .message(let message)? = referenced { message } else { nil }
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        let guildID: GuildID = reader.optionalID("guild_id") ?? GuildID(0)
        let author = try reader.object("author") { json throws(DecodingFailure) in
            try User(json: json)
        }
        let referenced: Referenced?
        switch json["referenced_message"] {
        case nil: referenced = nil
        case .null?: referenced = reader.value("message_reference") == nil ? nil : .deleted
        case let value?: referenced = .message(try Message(json: value))
        }
        var member: Member?
        if let value = reader.value("member"), let partial = try? ObjectReader(value) {
            member = Member(
                user: author, nick: partial.optionalString("nick"), roles: partial.ids("roles"),
                joined: partial.optionalTime("joined_at") ?? WallTime(milliseconds: 0))
        }
        self.init(
            id: try reader.id("id"),
            channelID: try reader.id("channel_id"),
            guildID: guildID,
            author: author,
            member: member,
            content: reader.optionalString("content") ?? "",
            timestamp: try reader.time("timestamp"),
            edited: reader.optionalTime("edited_timestamp"),
            mentions: try reader.array("mentions") { json throws(DecodingFailure) in
                try User(json: json)
            },
            mentionsEveryone: reader.bool("mention_everyone"),
            mentionedRoles: reader.ids("mention_roles"),
            reference: try reader.optionalObject("message_reference") {
                json throws(DecodingFailure) in try MessageReference(json: json)
            },
            referenced: referenced,
            nonce: reader.optionalString("nonce") ?? reader.value("nonce")?.uint64.map(String.init),
            n: reader.optionalInt("n").map { Int64($0) }
        )
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("type", reference == nil ? 0 : 19)
        writer.member("channel_id", channelID)
        writer.member("guild_id", guildID)
        writer.key("author")
        author.write(to: &writer)
        if let member {
            writer.key("member")
            member.write(to: &writer, withUser: false)
        }
        writer.member("content", content)
        writer.member("timestamp", timestamp)
        writer.member("edited_timestamp", edited)
        writer.member("tts", false)
        writer.member("mention_everyone", mentionsEveryone)
        writer.array("mentions") { writer in
            for user in mentions { user.write(to: &writer) }
        }
        writer.ids("mention_roles", mentionedRoles)
        writer.array("attachments") { _ in }
        writer.array("embeds") { _ in }
        writer.array("components") { _ in }
        writer.member("pinned", false)
        writer.member("flags", 0)
        if let nonce { writer.member("nonce", nonce) }
        if let reference {
            writer.key("message_reference")
            reference.write(to: &writer, guildID: guildID)
            switch referenced {
            case nil: break
            case .deleted?: writer.null("referenced_message")
            case .message(let message)?:
                writer.key("referenced_message")
                message.write(to: &writer)
            }
        }
        if let n { writer.member("n", Int(n)) }
        writer.endObject()
    }
}

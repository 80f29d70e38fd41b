import ChatBase

extension Endpoint where Response == Channel {
    /// One channel. `GET /channels/{c}`
    public static func channel(_ id: ChannelID) -> Self {
        Self(.get, "/channels/\(id)", decode: decodeChannel)
    }

    /// Makes a channel or category. `POST /guilds/{g}/channels`
    ///
    /// - Parameter overwrites: to hide it from everyone but named members, deny everyone
    ///   `viewChannel` and allow it to each of them.
    public static func createChannel(
        in guild: GuildID, name: String, kind: Channel.Kind = .text, topic: String? = nil,
        parent: ChannelID? = nil, overwrites: [PermissionOverwrite] = [],
        isTextEnabled: Bool = true, key: String? = nil
    ) -> Self {
        var body = JSONObject([("name", .string(name)), ("type", .int(Int64(kind.rawValue)))])
        if let topic { body["topic"] = .string(topic) }
        if let parent { body["parent_id"] = .string("\(parent)") }
        if !isTextEnabled { body["text_enabled"] = false }
        body["permission_overwrites"] = .array(overwrites.map(\.json))
        return Self(
            .post, "/guilds/\(guild)/channels", body: .object(body), idempotencyKey: key,
            decode: decodeChannel)
    }

    /// Changes what is not nil. `PATCH /channels/{c}`
    ///
    /// - Parameters:
    ///   - parent: `.some(nil)` takes it out of its category.
    ///   - position: rank among the siblings that the caller sees.
    public static func modifyChannel(
        _ id: ChannelID, name: String? = nil, topic: String? = nil, parent: ChannelID?? = nil,
        position: Int? = nil, overwrites: [PermissionOverwrite]? = nil
    ) -> Self {
        var body = JSONObject()
        if let name { body["name"] = .string(name) }
        if let topic { body["topic"] = .string(topic) }
        if let parent { body["parent_id"] = parent.map { .string("\($0)") } ?? .null }
        if let position { body["position"] = .int(Int64(position)) }
        if let overwrites { body["permission_overwrites"] = .array(overwrites.map(\.json)) }
        return Self(.patch, "/channels/\(id)", body: .object(body), decode: decodeChannel)
    }

    /// Deletes a channel and its messages. `DELETE /channels/{c}`
    public static func deleteChannel(_ id: ChannelID) -> Self {
        Self(.delete, "/channels/\(id)", decode: decodeChannel)
    }

    private static var decodeChannel: @Sendable (JSON) throws(DecodingFailure) -> Channel {
        { json throws(DecodingFailure) in try Channel(json: json) }
    }
}

extension Endpoint where Response == [Channel] {
    /// Every channel that the caller sees. `GET /guilds/{g}/channels`
    public static func channels(of guild: GuildID) -> Self {
        Self(
            .get, "/guilds/\(guild)/channels",
            decode: { json throws(DecodingFailure) in
                try json.map { json throws(DecodingFailure) in try Channel(json: json) }
            })
    }
}

extension Endpoint where Response == Void {
    /// Sets what a channel allows one role or member. `PUT /channels/{c}/permissions/{o}`
    public static func setOverwrite(
        _ overwrite: PermissionOverwrite, in channel: ChannelID
    ) -> Self {
        Self(
            .put, "/channels/\(channel)/permissions/\(overwrite.id)", body: overwrite.json,
            bucketKey: "/channels/\(channel)/permissions/:id")
    }

    /// Takes an overwrite away. `DELETE /channels/{c}/permissions/{o}`
    public static func deleteOverwrite(of user: UserID, in channel: ChannelID) -> Self {
        Self(
            .delete, "/channels/\(channel)/permissions/\(user)",
            bucketKey: "/channels/\(channel)/permissions/:id")
    }

    /// Shows the caller as typing for 10 seconds. `POST /channels/{c}/typing`
    public static func typing(in channel: ChannelID) -> Self {
        Self(.post, "/channels/\(channel)/typing")
    }
}

extension Endpoint where Response == ReadState {
    /// Moves the read marker forward; a lower one is answered with the stored one.
    /// `PUT /channels/{c}/read`
    public static func markRead(_ channel: ChannelID, upTo message: MessageID) -> Self {
        Self(
            .put, "/channels/\(channel)/read", body: ["message_id": .string("\(message)")],
            decode: { json throws(DecodingFailure) in try ReadState(json: json) })
    }
}

extension Endpoint where Response == Invite {
    /// Makes an invite. `POST /channels/{c}/invites`
    ///
    /// - Parameters:
    ///   - maxAge: seconds; 0 means for ever.
    ///   - maxUses: 0 means without limit.
    public static func createInvite(
        to channel: ChannelID, maxAge: Int = 86400, maxUses: Int = 0
    ) -> Self {
        Self(
            .post, "/channels/\(channel)/invites",
            body: ["max_age": .int(Int64(maxAge)), "max_uses": .int(Int64(maxUses))],
            decode: { json throws(DecodingFailure) in try Invite(json: json) })
    }
}

extension PermissionOverwrite {
    package var json: JSON {
        [
            "id": .string(String(id)), "type": .int(Int64(type)),
            "allow": .string(String(allow.rawValue)), "deny": .string(String(deny.rawValue)),
        ]
    }
}

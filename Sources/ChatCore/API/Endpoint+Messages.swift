import ChatBase

/// Which part of a channel's history to list.
public enum HistoryPosition: Sendable, Hashable {
    /// The newest.
    case latest
    /// Older than this one, nearest first.
    case before(MessageID)
    /// Newer than this one, nearest first.
    case after(MessageID)
    /// Half older, half newer, this one among them.
    case around(MessageID)
}

extension Endpoint where Response == Message {
    /// Sends a message. `POST /channels/{c}/messages`
    ///
    /// - Parameters:
    ///   - content: 1 to 4000 Unicode scalars.
    ///   - nonce: 1 to 64 bytes; sending again with the same one sends nothing new and
    ///     answers with the message of the first time.
    ///   - replyTo: the message to answer.
    public static func sendMessage(
        _ content: String, in channel: ChannelID, nonce: String, replyTo: MessageID? = nil
    ) -> Self {
        var body = JSONObject([("content", .string(content)), ("nonce", .string(nonce))])
        if let replyTo {
            body["message_reference"] = ["message_id": .string("\(replyTo)")]
        }
        return Self(
            .post, "/channels/\(channel)/messages", body: .object(body), idempotencyKey: nonce,
            decode: decodeMessage)
    }

    /// One message. `GET /channels/{c}/messages/{m}`
    public static func message(_ id: MessageID, in channel: ChannelID) -> Self {
        Self(
            .get, "/channels/\(channel)/messages/\(id)",
            bucketKey: "/channels/\(channel)/messages/:id", decode: decodeMessage)
    }

    /// Changes an own message's text. `PATCH /channels/{c}/messages/{m}`
    public static func editMessage(
        _ id: MessageID, in channel: ChannelID, content: String, key: String? = nil
    ) -> Self {
        Self(
            .patch, "/channels/\(channel)/messages/\(id)", body: ["content": .string(content)],
            bucketKey: "/channels/\(channel)/messages/:id", idempotencyKey: key,
            decode: decodeMessage)
    }

    private static var decodeMessage: @Sendable (JSON) throws(DecodingFailure) -> Message {
        { json throws(DecodingFailure) in try Message(json: json) }
    }
}

extension Endpoint where Response == Void {
    /// Deletes a message. `DELETE /channels/{c}/messages/{m}`
    public static func deleteMessage(_ id: MessageID, in channel: ChannelID) -> Self {
        Self(
            .delete, "/channels/\(channel)/messages/\(id)",
            bucketKey: "/channels/\(channel)/messages/:id")
    }
}

extension Endpoint where Response == [Message] {
    /// A page of history, newest first. `GET /channels/{c}/messages`
    ///
    /// - Parameter limit: 1 to 100.
    public static func messages(
        in channel: ChannelID, _ position: HistoryPosition = .latest, limit: Int = 50
    ) -> Self {
        var query = [(name: "limit", value: String(limit))]
        switch position {
        case .latest: break
        case .before(let id): query.append((name: "before", value: "\(id)"))
        case .after(let id): query.append((name: "after", value: "\(id)"))
        case .around(let id): query.append((name: "around", value: "\(id)"))
        }
        return Self(
            .get, "/channels/\(channel)/messages", query: query,
            decode: { json throws(DecodingFailure) in
                try json.map { json throws(DecodingFailure) in try Message(json: json) }
            })
    }
}

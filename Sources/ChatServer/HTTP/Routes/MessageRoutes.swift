import ChatBase
import ChatCore

/// `/channels/{channel_id}/messages`.
enum MessageRoutes {
    private static let path = "/channels/{channel_id}/messages"

    static let all = [
        Route(
            .get, path, "A page of history, newest first", limit: .resync,
            query: [
                .init("limit", .integer(1...100), "How many; 50 unless given"),
                .init("before", .snowflake, "Older than this message"),
                .init("after", .snowflake, "Newer than this message"),
                .init("around", .snowflake, "Half older, half newer"),
            ], returns: .array(.named("Message")), handler: list),
        Route(
            .post, path, "Send a message", limit: .message, body: .named("MessageDraft"),
            status: 200, returns: .named("Message"), handler: create),
        Route(
            .get, path + "/{message_id}", "A message", limit: .read,
            returns: .named("Message"), handler: get),
        Route(
            .patch, path + "/{message_id}", "Change the text of an own message", limit: .write,
            body: .object([.init("content", .nullable(.length(0...4000)))]),
            returns: .named("Message"),
            handler: edit),
        Route(
            .delete, path + "/{message_id}", "Delete a message", limit: .write,
            handler: delete),
    ]

    // MARK: Reading

    static func list(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let limit = try call.queryInt("limit", in: 1...100, default: 50)
        let position = try position(call)
        let user = call.principal.user
        call.read { view throws(APIError) in
            try view.messages(in: channel, position, limit: limit, for: user)
        } render: { page in
            var headers = [("X-Has-More", page.hasMore ? "true" : "false")]
            if page.hasMore, let next = next(position, page.messages) {
                let mount = "/api/v\(call.request.dialect.rawValue)"
                let target = "\(mount)/channels/\(channel)/messages?limit=\(limit)&\(next)"
                headers.append(("Link", "<\(target)>; rel=\"next\""))
            }
            return .array(page.messages, headers: headers) { $0.write(to: &$1) }
        }
    }

    private static func position(_ call: RouteCall) throws(APIError) -> HistoryPosition {
        let before: MessageID? = try call.queryID("before")
        let after: MessageID? = try call.queryID("after")
        let around: MessageID? = try call.queryID("around")
        switch (before, after, around) {
        case (nil, nil, nil): return .latest
        case (let id?, nil, nil): return .before(id)
        case (nil, let id?, nil): return .after(id)
        case (nil, nil, let id?): return .around(id)
        default:
            throw .invalid(
                "before", "MUTUALLY_EXCLUSIVE", "Give one of before, after and around.")
        }
    }

    private static func next(_ position: HistoryPosition, _ messages: [Message]) -> String? {
        switch position {
        case .latest, .before: messages.last.map { "before=\($0.id)" }
        case .after: messages.first.map { "after=\($0.id)" }
        case .around: nil
        }
    }

    static func get(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let id: MessageID = try call.id("message_id")
        let user = call.principal.user
        call.read { view throws(APIError) in
            try view.message(id, in: channel, for: user)
        } render: { message in
            .json { message.write(to: &$0) }
        }
    }

    // MARK: Writing

    static func create(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        var body = try BodyReader(call.request)
        let nonce = nonce(&body)
        let draft = MessageDraft(
            content: body.content() ?? "", answers: answered(&body, in: channel), nonce: nonce,
            allowedMentions: body.allowedMentions())
        let enforces = body.bool("enforce_nonce") ?? false
        body.refuse("embeds", "components", "sticker_ids", "attachments", "poll")
        try body.finish()
        let principal = call.principal
        let key = call.idempotencyKey(
            nonce: enforces || call.request.dialect == .v1 ? nonce : nil)
        let route = call.idempotencyRoute
        call.write { tx throws(APIError) in
            var made: Message?
            let (id, isReplay) = try tx.once(key, principal, route: route) {
                tx throws(APIError) in
                let message = try tx.createMessage(draft, in: channel, by: principal)
                made = message
                return message.id.rawValue
            }
            // A replay shows the message as it is now.
            if let made { return (made, isReplay) }
            let message = try tx.renderedMessage(MessageID(id), in: channel, for: principal.user)
            return (message, isReplay)
        } render: { result in
            .json(headers: RouteCall.replayHeaders(result.1)) { result.0.write(to: &$0) }
        }
    }

    /// A string or a number; echoed as it came, as text.
    private static func nonce(_ body: inout BodyReader) -> String? {
        guard let value = body["nonce"] else { return nil }
        guard
            let text = value.string ?? value.int.map(String.init) ?? value.uint64.map(String.init),
            Validation.nonceLength.contains(text.utf8.count)
        else {
            body.report("nonce", "BASE_TYPE_BAD_LENGTH", "A text of 1 to 64 bytes, or a number.")
            return nil
        }
        return text
    }

    private static func answered(_ body: inout BodyReader, in channel: ChannelID) -> MessageID? {
        guard let reference = body["message_reference"] else { return nil }
        guard let id = reference["message_id"]?.uint64 else {
            body.report("message_reference.message_id", "BASE_TYPE_REQUIRED", "An id")
            return nil
        }
        if let other = reference["channel_id"]?.uint64, other != channel.rawValue {
            body.report(
                "message_reference.channel_id", "REPLIES_CANNOT_CROSS_CHANNELS",
                "A reply stands in the channel of the message it answers.")
        }
        if reference["type"]?.int == 1 {
            body.report("message_reference.type", "NOT_SUPPORTED", "Forwarding comes later.")
        }
        return MessageID(id)
    }

    static func edit(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let id: MessageID = try call.id("message_id")
        var body = try BodyReader(call.request)
        let content = body.content()
        let allowedMentions = body.allowedMentions()
        body.refuse("embeds", "components", "attachments")
        try body.finish()
        guard let content else { return try get(call) }
        let (principal, key) = (call.principal, call.idempotencyKey(nonce: nil))
        let route = call.idempotencyRoute
        call.write { tx throws(APIError) in
            let (_, isReplay) = try tx.once(key, principal, route: route) {
                tx throws(APIError) in
                try tx.editMessage(
                    id, in: channel, content: content, allowedMentions: allowedMentions,
                    by: principal
                ).id.rawValue
            }
            let message = try tx.renderedMessage(id, in: channel, for: principal.user)
            return (message, isReplay)
        } render: { result in
            .json(headers: RouteCall.replayHeaders(result.1)) { result.0.write(to: &$0) }
        }
    }

    static func delete(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let id: MessageID = try call.id("message_id")
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.deleteMessage(id, in: channel, by: principal)
        } render: {
            .noContent
        }
    }
}

import ChatBase
import ChatCore

/// `/channels/{channel_id}` and what belongs to a channel but its messages.
enum ChannelRoutes {
    static let all = [
        Route(
            .get, "/channels/{channel_id}", "A channel", limit: .read,
            returns: .named("Channel"), handler: get),
        Route(
            .patch, "/channels/{channel_id}", "Change what is given", limit: .write,
            body: .named("ChannelPatch"), returns: .named("Channel"), handler: edit),
        Route(
            .delete, "/channels/{channel_id}", "Delete a channel and its messages",
            limit: .write, status: 200, returns: .named("Channel"), handler: delete),
        Route(
            .put, "/channels/{channel_id}/permissions/{overwrite_id}",
            "Set what a channel allows one role or member", limit: .write,
            body: .named("Overwrite"), handler: setOverwrite),
        Route(
            .delete, "/channels/{channel_id}/permissions/{overwrite_id}",
            "Take an overwrite away", limit: .write, handler: deleteOverwrite),
        Route(
            .post, "/channels/{channel_id}/typing", "Show the caller as typing",
            limit: .signal, handler: typing),
        Route(
            .put, "/channels/{channel_id}/read", "Move the read marker forward",
            limit: .signal, body: .object([.init("message_id", .snowflake, required: true)]),
            returns: .named("ReadState"), handler: read),
        Route(
            .post, "/channels/{channel_id}/messages/{message_id}/ack",
            "Move the read marker forward", limit: .signal, returns: .named("ReadState"),
            handler: ack),
    ]

    static func get(_ call: RouteCall) throws(APIError) {
        let id: ChannelID = try call.id("channel_id")
        let user = call.principal.user
        call.read { view throws(APIError) in
            guard let channel = try view.channel(id, for: view.community.view(of: user)) else {
                throw .unknownChannel
            }
            return channel
        } render: { channel in
            .json { channel.write(to: &$0) }
        }
    }

    static func edit(_ call: RouteCall) throws(APIError) {
        let id: ChannelID = try call.id("channel_id")
        var body = try BodyReader(call.request)
        var patch = ChannelPatch(
            name: body.string("name", length: 1...100),
            position: body.integer("position", in: 0...1_000_000),
            isTextEnabled: body.bool("text_enabled"),
            overwrites: body.overwrites("permission_overwrites"))
        if body.has("topic") {
            patch.topic = .some(body.string("topic", length: Validation.topicLength))
        }
        if body.has("parent_id") { patch.parent = .some(body.id("parent_id")) }
        try body.finish()
        let principal = call.principal
        call.write { [patch] tx throws(APIError) in
            _ = try tx.editChannel(id, patch, by: principal)
            let view = tx.community.view(of: principal.user)
            // Who hides a channel from themselves gets it a last time.
            guard let channel = try tx.shownChannel(id, for: view) ?? tx.community.channels[id]
            else { throw .unknownChannel }
            return channel
        } render: { channel in
            .json { channel.write(to: &$0) }
        }
    }

    static func delete(_ call: RouteCall) throws(APIError) {
        let id: ChannelID = try call.id("channel_id")
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.deleteChannel(id, by: principal)
        } render: { channel in
            .json { channel.write(to: &$0) }
        }
    }

    // MARK: Overwrites

    static func setOverwrite(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let subject: UserID = try call.id("overwrite_id")
        var body = try BodyReader(call.request)
        let isMember: Bool
        switch body["type"] {
        case .string("member")?: isMember = true
        case .string("role")?: isMember = false
        default:
            if body["type"] == nil { body.report("type", "BASE_TYPE_REQUIRED", "0 or 1") }
            isMember = body.integer("type", in: 0...1) == 1
        }
        let overwrite = PermissionOverwrite(
            isMember ? .member(subject) : .role(RoleID(subject.rawValue)),
            allow: body.permissions("allow") ?? [], deny: body.permissions("deny") ?? [])
        try body.finish()
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.setOverwrite(overwrite, in: channel, by: principal)
        } render: {
            .noContent
        }
    }

    static func deleteOverwrite(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let subject: UserID = try call.id("overwrite_id")
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.deleteOverwrite(of: subject.rawValue, in: channel, by: principal)
        } render: {
            .noContent
        }
    }

    // MARK: Signals

    static func typing(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let user = call.principal.user
        let granted = call.community.permissions(of: user, in: channel)
        guard granted.contains(.viewChannel) else { throw .unknownChannel }
        guard granted.contains(.sendMessages) else { throw .missingPermissions }
        call.services.notifier.typing(user, in: channel)
        call.respond(.noContent)
    }

    static func read(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let message: MessageID = body.requiredID("message_id")
        try body.finish()
        try mark(call, message)
    }

    static func ack(_ call: RouteCall) throws(APIError) {
        try mark(call, call.id("message_id"))
    }

    private static func mark(_ call: RouteCall, _ message: MessageID) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.markRead(channel, upTo: message, by: principal)
        } render: { state in
            .json { state.write(to: &$0) }
        }
    }
}

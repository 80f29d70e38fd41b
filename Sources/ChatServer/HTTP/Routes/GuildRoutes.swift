import ChatBase
import ChatCore

/// `/guilds/{guild_id}`: the one community.
enum GuildRoutes {
    static let all = [
        Route(
            .get, "/guilds/{guild_id}", "The community", limit: .read,
            query: [.init("with_counts", .boolean, "Add approximate_member_count")],
            returns: .named("Guild"), handler: guild),
        Route(
            .patch, "/guilds/{guild_id}", "Rename the community", limit: .write,
            body: .object([.init("name", .nullable(.length(1...100)))]), returns: .named("Guild"),
            handler: edit),
        Route(
            .get, "/guilds/{guild_id}/channels", "Every channel that the caller sees",
            limit: .read, returns: .array(.named("Channel")), handler: channels),
        Route(
            .post, "/guilds/{guild_id}/channels", "Make a channel or category", limit: .write,
            body: .named("ChannelDraft"), status: 201, returns: .named("Channel"),
            handler: createChannel),
        Route(
            .patch, "/guilds/{guild_id}/channels", "Move channels", limit: .write,
            body: .array(
                .object([
                    .init("id", .snowflake, required: true),
                    .init("position", .nullable(.integer(0...1_000_000))),
                    .init("parent_id", .nullable(.snowflake)),
                ])), handler: moveChannels),
        Route(
            .get, "/guilds/{guild_id}/members", "Members in the order of their ids",
            limit: .read,
            query: [
                .init("limit", .integer(1...1000), "How many; 1000 on v1, 1 on v10"),
                .init("after", .snowflake, "Only users above this id"),
            ], returns: .array(.named("Member")), handler: members),
        Route(
            .get, "/guilds/{guild_id}/members/{user_id}", "A member", limit: .read,
            returns: .named("Member"), handler: member),
        Route(
            .get, "/guilds/{guild_id}/roles", "The roles", limit: .read,
            returns: .array(.named("Role")), handler: roles),
    ]

    /// The community, if the path names it and the caller is a member.
    @discardableResult
    private static func checked(_ call: RouteCall) throws(APIError) -> Guild {
        let id: GuildID = try call.id("guild_id")
        let community = call.community
        guard id == community.guild.id, community.members[call.principal.user] != nil else {
            throw .unknownGuild
        }
        return community.guild
    }

    static func guild(_ call: RouteCall) throws(APIError) {
        try checked(call)
        let online = try call.queryBool("with_counts") ? call.services.notifier.onlineCount : nil
        call.respond(response(call.community, online: online))
    }

    private static func response(_ community: Community, online: Int? = nil) -> APIResponse {
        .json { writer in
            writer.object { writer in
                community.guild.writeMembers(to: &writer)
                writer.array("roles") { writer in
                    for role in community.sortedRoles { role.write(to: &writer) }
                }
                if let online {
                    writer.member("approximate_member_count", community.members.count)
                    writer.member("approximate_presence_count", online)
                }
            }
        }
    }

    static func edit(_ call: RouteCall) throws(APIError) {
        try checked(call)
        var body = try BodyReader(call.request)
        let name = body.string("name", length: 1...100)
        try body.finish()
        let principal = call.principal
        call.write { tx throws(APIError) in
            if let name { try tx.rename(name, by: principal) }
            return tx.community
        } render: { community in
            response(community)
        }
    }

    static func channels(_ call: RouteCall) throws(APIError) {
        try checked(call)
        let user = call.principal.user
        call.read { view throws(APIError) in
            try view.channels(for: view.community.view(of: user))
        } render: { channels in
            .array(channels) { $0.write(to: &$1) }
        }
    }

    static func createChannel(_ call: RouteCall) throws(APIError) {
        try checked(call)
        var body = try BodyReader(call.request)
        let draft = ChannelDraft(
            name: body.requiredString("name", length: 1...100),
            kind: Channel.Kind(rawValue: body.integer("type", in: 0...100) ?? 0),
            isTextEnabled: body.bool("text_enabled") ?? true,
            topic: body.string("topic", length: Validation.topicLength),
            parent: body.id("parent_id"),
            position: body.integer("position", in: 0...1_000_000),
            overwrites: body.overwrites("permission_overwrites"))
        try body.finish()
        let (principal, key) = (call.principal, call.idempotencyKey(nonce: nil))
        let route = call.idempotencyRoute
        call.write { tx throws(APIError) in
            let (id, isReplay) = try tx.once(key, principal, route: route) {
                tx throws(APIError) in
                try tx.createChannel(draft, by: principal).id.rawValue
            }
            let view = tx.community.view(of: principal.user)
            guard let channel = try tx.shownChannel(ChannelID(id), for: view) else {
                throw .unknownChannel
            }
            return (channel, isReplay)
        } render: { result in
            .json(201, headers: RouteCall.replayHeaders(result.1)) { result.0.write(to: &$0) }
        }
    }

    static func moveChannels(_ call: RouteCall) throws(APIError) {
        try checked(call)
        let moves = try self.moves(call)
        let principal = call.principal
        call.write { tx throws(APIError) in
            for move in moves {
                _ = try tx.editChannel(move.0, move.1, by: principal)
            }
        } render: {
            .noContent
        }
    }

    /// An array, unlike every other body.
    private static func moves(
        _ call: RouteCall
    ) throws(APIError) -> [(ChannelID, ChannelPatch)] {
        guard let json = try? JSON(parsing: call.request.body) else {
            throw APIError(400, .invalidJSON)
        }
        guard let elements = json.array, elements.count <= 500 else {
            throw APIError(400, .invalidFormBody, "The body must be an array of at most 500.")
        }
        var moves: [(ChannelID, ChannelPatch)] = []
        var problems: [FieldError] = []
        for (index, element) in elements.enumerated() {
            guard let id = element["id"]?.uint64 else {
                problems.append(FieldError("\(index).id", "BASE_TYPE_REQUIRED", "An id"))
                continue
            }
            var patch = ChannelPatch()
            switch element["position"] {
            case nil, .null?: break
            case let value?:
                if let position = value.int, position >= 0 {
                    patch.position = position
                } else {
                    problems.append(
                        FieldError("\(index).position", "NUMBER_TYPE_RANGE", "A whole number"))
                }
            }
            switch element["parent_id"] {
            case nil: break
            case .null?: patch.parent = .some(nil)
            case let value?:
                if let parent = value.uint64 {
                    patch.parent = ChannelID(parent)
                } else {
                    problems.append(
                        FieldError("\(index).parent_id", "NUMBER_TYPE_COERCE", "An id or null"))
                }
            }
            moves.append((ChannelID(id), patch))
        }
        if !problems.isEmpty { throw .invalid(problems) }
        return moves
    }

    static func members(_ call: RouteCall) throws(APIError) {
        try checked(call)
        let limit = try call.queryInt(
            "limit", in: 1...1000, default: call.request.dialect == .v1 ? 1000 : 1)
        let after: UserID = try call.queryID("after") ?? UserID(0)
        let page = call.community.members.values.filter { $0.user.id > after }
            .sorted { $0.user.id < $1.user.id }.prefix(limit)
        call.respond(.array(page) { $0.write(to: &$1) })
    }

    static func member(_ call: RouteCall) throws(APIError) {
        try checked(call)
        let id: UserID =
            call.text("user_id") == "@me" ? call.principal.user : try call.id("user_id")
        guard let member = call.community.members[id] else { throw .unknownMember }
        call.respond(.json { member.write(to: &$0) })
    }

    static func roles(_ call: RouteCall) throws(APIError) {
        try checked(call)
        call.respond(.array(call.community.sortedRoles) { $0.write(to: &$1) })
    }
}

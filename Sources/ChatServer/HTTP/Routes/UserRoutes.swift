import ChatBase
import ChatCore

/// `/users` and what bots ask about themselves.
enum UserRoutes {
    static let all = [
        Route(
            .get, "/users/@me", "The account itself", limit: .read, returns: .named("User"),
            handler: me),
        Route(
            .patch, "/users/@me", "Set the name to show", limit: .write,
            body: .object([.init("global_name", .nullable(.length(0...128)))]),
            returns: .named("User"),
            handler: editMe),
        Route(
            .get, "/users/@me/guilds", "The communities of the account: one", limit: .read,
            returns: .array(.named("PartialGuild")), handler: guilds),
        Route(
            .get, "/users/{user_id}", "A user", limit: .read, returns: .named("User"),
            handler: user),
        Route(
            .get, "/oauth2/applications/@me", "The bot as an application", limit: .read,
            returns: .named("Application"), handler: application),
        Route(
            .get, "/applications/@me", "The bot as an application", limit: .read,
            returns: .named("Application"), handler: application),
    ]

    static func me(_ call: RouteCall) throws(APIError) {
        let user = try account(call)
        call.respond(.json { user.writeSelf(to: &$0) })
    }

    static func editMe(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let changesName = body.has("global_name")
        let name = body.string("global_name", length: 0...128)
        body.refuse("username", "avatar", "banner")
        try body.finish()
        let principal = call.principal
        guard changesName else { return try me(call) }
        call.write { tx throws(APIError) in
            try tx.setDisplayName(name, of: principal.user)
        } render: { user in
            .json { user.writeSelf(to: &$0) }
        }
    }

    static func guilds(_ call: RouteCall) throws(APIError) {
        let (community, principal) = (call.community, call.principal)
        let permissions = community.permissions(of: principal.user)
        call.respond(
            .array([community.guild]) { guild, writer in
                writer.object { writer in
                    writer.member("id", guild.id)
                    writer.member("name", guild.name)
                    writer.null("icon")
                    writer.null("banner")
                    writer.member("owner", guild.ownerID == principal.user)
                    writer.member("permissions", permissions)
                    writer.array("features") { _ in }
                    writer.member("approximate_member_count", community.members.count)
                }
            })
    }

    static func user(_ call: RouteCall) throws(APIError) {
        let id: UserID = try call.id("user_id")
        guard let user = call.community.users[id] else { throw .unknownUser }
        call.respond(.json { user.write(to: &$0) })
    }

    /// Every member that one of the four libraries reads.
    static func application(_ call: RouteCall) throws(APIError) {
        let bot = try account(call)
        guard bot.isBot else { throw APIError(403, .onlyBots) }
        let owner = call.community.users[call.community.guild.ownerID] ?? bot
        call.respond(
            .json { writer in
                writer.object { writer in
                    writer.member("id", bot.id)
                    writer.member("name", bot.displayName)
                    writer.null("icon")
                    writer.member("description", "")
                    writer.member("summary", "")
                    writer.member("bot_public", false)
                    writer.member("bot_require_code_grant", false)
                    // No interactions are sent, so nothing is ever signed by it.
                    writer.member("verify_key", String(repeating: "0", count: 64))
                    writer.member("flags", 0)
                    writer.member("approximate_guild_count", 1)
                    writer.member("approximate_user_install_count", 0)
                    writer.null("team")
                    writer.array("rpc_origins") { _ in }
                    writer.key("owner")
                    owner.write(to: &writer)
                    writer.key("bot")
                    bot.write(to: &writer)
                }
            })
    }

    private static func account(_ call: RouteCall) throws(APIError) -> User {
        guard let user = call.community.users[call.principal.user] else { throw .unauthorized }
        return user
    }
}

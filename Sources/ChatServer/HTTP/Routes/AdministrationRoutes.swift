import ChatBase
import ChatCore

/// What `roostd`'s verbs do, by the administration socket or in their own process.
package enum AdministrationRoutes {
    package static let all = [
        route(.get, "/admin/users", "Every account", handler: users),
        route(.post, "/admin/users", "Make an account", handler: addUser),
        route(.put, "/admin/users/{name}/password", "Set a password", handler: setPassword),
        route(.post, "/admin/bots", "Make a bot and its token", handler: addBot),
        route(.post, "/admin/bots/{name}/token", "Give a bot a new token", handler: renewToken),
        route(.post, "/admin/invites", "Make an invite", handler: addInvite),
    ]

    private static func route(
        _ method: HTTPMethod, _ pattern: String, _ summary: String,
        handler: @escaping Route.Handler
    ) -> Route {
        Route(
            method, pattern, summary, access: .administration, limit: .free, status: 200,
            returns: .object([]), handler: handler)
    }

    // MARK: People

    static func users(_ call: RouteCall) throws(APIError) {
        let accounts = call.snapshot.accounts
        let users = call.community.users.values.sorted { $0.id < $1.id }
        let owner = call.community.guild.ownerID
        call.respond(
            .array(users) { user, writer in
                writer.object { writer in
                    writer.member("id", user.id)
                    writer.member("username", user.username)
                    writer.member("bot", user.isBot)
                    writer.member("owner", user.id == owner)
                    writer.member("devices", accounts.devices(of: user.id).count)
                }
            })
    }

    static func addUser(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let username = body.requiredString("username", length: 1...64)
        let password = password(&body)
        try body.finish()
        hash(password, call) { hash in
            call.write { tx throws(APIError) in
                try tx.register(username: username, passwordHash: hash)
            } render: { user in
                .json { user.write(to: &$0) }
            }
        }
    }

    static func setPassword(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let password = password(&body)
        try body.finish()
        let name = call.text("name")
        guard let user = call.snapshot.accounts.user(named: name),
            call.community.users[user]?.isBot == false
        else { throw unknown(name) }
        hash(password, call) { hash in
            call.write { tx throws(APIError) in
                try tx.setPassword(hash: hash, of: user)
            } render: {
                .json { $0.object { _ in } }
            }
        }
    }

    private static func password(_ body: inout BodyReader) -> String {
        let password = body.requiredString("password", length: 0...1024)
        if let complaint = PasswordRules.complaint(about: password), body.problems.isEmpty {
            body.report("password", "PASSWORD_INVALID", complaint)
        }
        return password
    }

    private static func hash(
        _ password: String, _ call: RouteCall, _ then: @escaping @Sendable (String) -> Void
    ) {
        call.services.passwords.hash(password) { outcome in
            guard case .hashed(let hash) = outcome else { return call.fail(AuthRoutes.busy) }
            then(hash)
        }
    }

    private static func unknown(_ name: String) -> APIError {
        APIError(404, .unknownUser, "There is no account named \(name).")
    }

    // MARK: Bots

    static func addBot(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let name = body.requiredString("username", length: 1...64)
        try body.finish()
        call.write { tx throws(APIError) in
            let lowered = name.lowercased()
            let bot = try tx.register(
                username: name, displayName: lowered == name ? nil : name, passwordHash: nil,
                isBot: true)
            return try token(of: bot, &tx)
        } render: { result in
            response(result.0, result.1)
        }
    }

    static func renewToken(_ call: RouteCall) throws(APIError) {
        let name = call.text("name")
        call.write { tx throws(APIError) in
            guard let id = tx.accounts.user(named: name), let bot = tx.community.users[id],
                bot.isBot
            else { throw unknown(name) }
            return try token(of: bot, &tx)
        } render: { result in
            response(result.0, result.1)
        }
    }

    private static func token(
        of bot: User, _ tx: inout Transaction
    ) throws(APIError) -> (User, String) {
        var random = SystemRandom()
        let token = Token.bot(id: bot.id.rawValue, &random)
        _ = try tx.setBotToken(token.hash, of: bot.id)
        return (bot, token.text)
    }

    private static func response(_ bot: User, _ token: String) -> APIResponse {
        .json { writer in
            writer.object { writer in
                writer.member("id", bot.id)
                writer.member("username", bot.username)
                writer.member("token", token)
            }
        }
    }

    // MARK: Invites

    static func addInvite(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let name = body.string("channel", length: 1...100)
        let maxUses = body.integer("max_uses", in: 0...1_000_000) ?? 1
        let maxAge = body.integer("max_age", in: 0...31_536_000) ?? 604_800
        try body.finish()
        call.write { tx throws(APIError) in
            let channel = try name.map { name throws(APIError) in
                try self.channel(name, tx.community)
            }
            return try tx.createInvite(to: channel, maxUses: maxUses, maxAge: maxAge, by: nil)
        } render: { invite in
            .json { writer in writer.object { $0.member("code", invite.code) } }
        }
    }

    private static func channel(
        _ name: String, _ community: Community
    ) throws(APIError) -> ChannelID {
        let plain = name.hasPrefix("#") ? String(name.dropFirst()) : name
        if let id = ChannelID(plain), community.channels[id] != nil { return id }
        guard let channel = community.channels.values.first(where: { $0.name == plain }) else {
            throw APIError(404, .unknownChannel, "There is no channel named \(name).")
        }
        return channel.id
    }
}

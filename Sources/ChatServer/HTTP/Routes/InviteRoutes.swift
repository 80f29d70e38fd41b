import ChatBase
import ChatCore

/// Invites.
enum InviteRoutes {
    static let all = [
        Route(
            .post, "/channels/{channel_id}/invites", "Make an invite", limit: .write,
            body: .object([
                .init("max_age", .nullable(.integer(0...31_536_000))),
                .init("max_uses", .nullable(.integer(0...1_000_000))),
            ]), returns: .named("Invite"), handler: create),
        Route(
            .get, "/channels/{channel_id}/invites", "Invites to a channel", limit: .read,
            returns: .array(.named("Invite")), handler: listChannel),
        Route(
            .get, "/guilds/{guild_id}/invites", "Every invite", limit: .read,
            returns: .array(.named("Invite")), handler: listGuild),
        Route(
            .get, "/invites/{code}", "Look at an invite", access: .anyone, limit: .auth,
            returns: .named("Invite"), handler: get),
        Route(
            .delete, "/invites/{code}", "Take an invite back", limit: .write, status: 200,
            returns: .named("Invite"), handler: delete),
    ]

    private struct Shown: Sendable {
        let invite: Invite
        let guild: Guild
        let channel: Channel

        init?(_ invite: Invite, _ community: Community) {
            guard let channel = community.channels[invite.channelID] else { return nil }
            self.invite = invite
            guild = community.guild
            self.channel = channel
        }

        func write(to writer: inout JSONWriter) {
            invite.write(to: &writer, guild: guild, channel: channel)
        }
    }

    static func create(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        var body = try BodyReader(call.request)
        let maxAge = body.integer("max_age", in: 0...31_536_000) ?? 86_400
        let maxUses = body.integer("max_uses", in: 0...1_000_000) ?? 0
        if body.bool("temporary") == true {
            body.report("temporary", "NOT_SUPPORTED", "Temporary membership comes later.")
        }
        try body.finish()
        let principal = call.principal
        call.write { tx throws(APIError) in
            let invite = try tx.createInvite(
                to: channel, maxUses: maxUses, maxAge: maxAge, by: principal)
            guard let shown = Shown(invite, tx.community) else { throw .unknownChannel }
            return shown
        } render: { shown in
            .json { shown.write(to: &$0) }
        }
    }

    static func listChannel(_ call: RouteCall) throws(APIError) {
        let channel: ChannelID = try call.id("channel_id")
        let granted = call.community.permissions(of: call.principal.user, in: channel)
        guard granted.contains(.viewChannel) else { throw .unknownChannel }
        guard granted.contains(.manageChannels) else { throw .missingPermissions }
        list(call) { $0.channel == channel }
    }

    static func listGuild(_ call: RouteCall) throws(APIError) {
        let guild: GuildID = try call.id("guild_id")
        guard guild == call.community.guild.id else { throw .unknownGuild }
        let user = call.principal.user
        guard call.community.permissions(of: user).contains(.manageGuild) else {
            throw .missingPermissions
        }
        let community = call.community
        list(call) { community.isVisible($0.channel, to: user) }
    }

    private static func list(
        _ call: RouteCall, where isWanted: @escaping @Sendable (InviteRecord) -> Bool
    ) {
        let now = call.services.time.wall
        call.read { view throws(APIError) in
            try view.store.invites().filter { isWanted($0) && $0.isUsable(now: now) }
                .compactMap { Shown(view.community.invite($0), view.community) }
        } render: { shown in
            .array(shown) { $0.write(to: &$1) }
        }
    }

    static func get(_ call: RouteCall) throws(APIError) {
        let code = call.text("code")
        let now = call.services.time.wall
        call.read { view throws(APIError) in
            guard let record = try view.store.invite(code), record.isUsable(now: now),
                let shown = Shown(view.community.invite(record), view.community)
            else { throw .unknownInvite }
            return shown
        } render: { shown in
            .json { shown.write(to: &$0) }
        }
    }

    static func delete(_ call: RouteCall) throws(APIError) {
        let code = call.text("code")
        let principal = call.principal
        call.write { tx throws(APIError) in
            let invite = try tx.deleteInvite(code, by: principal)
            guard let shown = Shown(invite, tx.community) else { throw .unknownInvite }
            return shown
        } render: { shown in
            .json { shown.write(to: &$0) }
        }
    }
}

import ChatBase
import ChatCore

extension Transaction {
    /// Makes an invite.
    ///
    /// - Parameters:
    ///   - channel: where it leads; nil is the first channel with text.
    ///   - maxUses: 0 means without limit; 1 makes it a one-time code.
    ///   - maxAge: seconds; 0 means for ever.
    ///   - principal: nil for the server's command line.
    package mutating func createInvite(
        to channel: ChannelID? = nil, maxUses: Int = 0, maxAge: Int = 86_400,
        by principal: Principal?
    ) throws(APIError) -> Invite {
        guard let target = channel ?? community.firstTextChannel else { throw .unknownChannel }
        if let principal {
            _ = try self.channel(target, for: principal.user, needing: .createInstantInvite)
        } else if community.channels[target] == nil {
            throw .unknownChannel
        }
        guard (0...1_000_000).contains(maxUses) else {
            throw .invalid("max_uses", "NUMBER_TYPE_MAX", "Must be from 0 to 1000000.")
        }
        guard (0...365 * 86_400).contains(maxAge) else {
            throw .invalid("max_age", "NUMBER_TYPE_MAX", "Must be from 0 to 31536000.")
        }
        let record = InviteRecord(
            code: newCode(), channel: target, inviter: principal?.user, uses: 0,
            maxUses: maxUses, maxAge: maxAge, created: now)
        try store.save(record)
        try logInvite(record, actor: principal?.user)
        return community.invite(record)
    }

    /// Uses an invite up once, as part of a registration.
    package mutating func useInvite(_ code: String) throws(APIError) {
        guard var record = try store.invite(code), record.isUsable(now: now) else {
            throw .unknownInvite
        }
        record.uses += 1
        if record.maxUses != 0, record.uses >= record.maxUses {
            try remove(record, actor: nil)
        } else {
            try store.save(record)
        }
    }

    /// Takes an invite back: its maker may, and those who manage its channel.
    package mutating func deleteInvite(
        _ code: String, by principal: Principal?
    ) throws(APIError) -> Invite {
        guard let record = try store.invite(code), record.isUsable(now: now) else {
            throw .unknownInvite
        }
        if let principal, record.inviter != principal.user {
            _ = try channel(record.channel, for: principal.user, needing: .manageChannels)
        }
        try remove(record, actor: principal?.user)
        return community.invite(record)
    }

    // MARK: Parts

    private mutating func logInvite(
        _ record: InviteRecord, actor: UserID?
    ) throws(APIError) {
        guard let channel = community.channels[record.channel] else { return }
        let (invite, guild) = (community.invite(record), community.guild)
        try log(
            .inviteCreate, in: .moderators, reference: record.channel.rawValue, actor: actor,
            body: Array(record.code.utf8)
        ) { _ in .invite(invite, guild, channel) }
    }

    mutating func remove(_ record: InviteRecord, actor: UserID?) throws(APIError) {
        try store.deleteInvite(record.code)
        let guild = community.guild.id
        try log(
            .inviteDelete, in: .moderators, reference: record.channel.rawValue, actor: actor,
            body: Array(record.code.utf8)
        ) { _ in .inviteDelete(code: record.code, record.channel, guild) }
    }

    /// 10 letters and digits that are told apart by eye: 49 bits.
    private mutating func newCode() -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        return String(
            decoding: random.bytes(10).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }
}

extension Community {
    /// Where newcomers land: the first channel with text that everyone sees.
    package var firstTextChannel: ChannelID? {
        let categories = [nil] + siblings(in: nil).filter { channels[$0]?.kind == .category }
        return categories.lazy.flatMap { siblings(in: $0) }.first { id in
            guard let channel = channels[id], channel.hasText else { return false }
            return !channel.overwrites.contains {
                $0.subject == .role(guild.everyoneRoleID) && $0.deny.contains(.viewChannel)
            }
        }
    }
}

import ChatBase
import ChatCore

/// An invite or one-time code as it is stored.
package struct InviteRecord: Sendable, Hashable {
    package let code: String
    /// Where it leads.
    package let channel: ChannelID
    /// Nil when it was made on the server's command line.
    package let inviter: UserID?
    package var uses: Int
    /// 0 means without limit.
    package let maxUses: Int
    /// Seconds; 0 means for ever.
    package let maxAge: Int
    package let created: WallTime

    package func isUsable(now: WallTime) -> Bool {
        (maxUses == 0 || uses < maxUses)
            && (maxAge == 0 || now < created + .seconds(maxAge))
    }
}

extension Community {
    package func invite(_ record: InviteRecord) -> Invite {
        Invite(
            code: record.code, channelID: record.channel,
            inviter: record.inviter.flatMap { users[$0] }, uses: record.uses,
            maxUses: record.maxUses, maxAge: record.maxAge, created: record.created)
    }
}

import ChatCore

/// What an event says, before it is bytes.
package enum EventPayload: Sendable {
    case message(Message)
    case messageDelete(MessageID, ChannelID, GuildID)
    /// Created or updated. `siblings` in order, for the rank that a viewer sees.
    case channel(Channel, siblings: [ChannelID])
    case channelDelete(Channel)
    case guild(Guild, roles: [Role])
    case role(Role, GuildID)
    case roleDelete(RoleID, GuildID)
    case member(Member, GuildID)
    case memberRemove(User, GuildID)
    case readState(ReadState)
    case sessionRevoked(DeviceID)
    case invite(Invite, Guild, Channel)
    case inviteDelete(code: String, ChannelID, GuildID)
    /// Rows `firstN` to the event's own `n` of a scope that can no longer be rendered.
    case redacted(firstN: Int64, reason: String)
}

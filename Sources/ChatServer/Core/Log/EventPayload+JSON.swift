import ChatBase
import ChatCore

extension EventPayload {
    /// The event's `d`. `lastN` is the `n` of its row.
    func write(to writer: inout JSONWriter, lastN: Int64) {
        switch self {
        case .message(let message): message.write(to: &writer)
        case .messageDelete(let message, let channel, let guild):
            writer.object { writer in
                writer.member("id", message)
                writer.member("channel_id", channel)
                writer.member("guild_id", guild)
            }
        case .channel(let channel, _), .channelDelete(let channel): channel.write(to: &writer)
        case .guild(let guild, let roles):
            writer.object { writer in
                guild.writeMembers(to: &writer)
                writer.array("roles") { writer in
                    for role in roles { role.write(to: &writer) }
                }
            }
        case .role(let role, let guild):
            writer.object { writer in
                writer.member("guild_id", guild)
                writer.key("role")
                role.write(to: &writer)
            }
        case .roleDelete(let role, let guild):
            writer.object { writer in
                writer.member("guild_id", guild)
                writer.member("role_id", role)
            }
        case .member(let member, let guild): member.write(to: &writer, guildID: guild)
        case .memberRemove(let user, let guild):
            writer.object { writer in
                writer.member("guild_id", guild)
                writer.key("user")
                user.write(to: &writer)
            }
        case .readState(let state): state.write(to: &writer)
        case .sessionRevoked(let device):
            writer.object { $0.member("device_id", device.description) }
        case .invite(let invite, let guild, let channel):
            writer.object { writer in
                writer.member("channel_id", channel.id)
                writer.member("guild_id", guild.id)
                writer.member("code", invite.code)
                writer.member("uses", invite.uses)
                writer.member("max_uses", invite.maxUses)
                writer.member("max_age", invite.maxAge)
                writer.member("temporary", false)
                writer.member("created_at", invite.created)
                if let inviter = invite.inviter {
                    writer.key("inviter")
                    inviter.write(to: &writer)
                }
            }
        case .inviteDelete(let code, let channel, let guild):
            writer.object { writer in
                writer.member("channel_id", channel)
                writer.member("guild_id", guild)
                writer.member("code", code)
            }
        case .redacted(let first, let reason):
            writer.object { writer in
                writer.member("first_n", Int(first))
                writer.member("last_n", Int(lastN))
                writer.member("reason", reason)
            }
        }
    }
}

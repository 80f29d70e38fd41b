import ChatBase
import ChatCore
import ChatWire

/// READY, and on v=10 GUILD_CREATE: what one user sees at one place of the log.
struct ReadyFrames {
    let start: SessionStart
    let user: UserID
    let heads: ScopeHeads
    /// By user.
    let presences: [Presence]
    /// v=1 only.
    let readStates: [ReadState]

    /// More are asked for by op 8.
    static let memberLimit = 250

    private var community: Community { start.community }
    private var guild: GuildID { community.guild.id }

    // MARK: v=1

    func ready(cursor: String, epoch: Epoch) -> WireMessage {
        EventFrame.message("READY") { writer in
            writer.object { writer in
                writer.member("v", Dialect.v1.rawValue)
                writeUser(to: &writer)
                writer.member("session_id", start.session.description)
                writer.member("epoch", epoch.description)
                writer.member("cursor", cursor)
                writer.object("guild") { writer in
                    writeGuild(to: &writer, presences: presences)
                }
                writer.array("read_states") { writer in
                    for state in readStates { state.write(to: &writer) }
                }
                writer.object("scopes") { writer in
                    for scope in start.view.scopes {
                        if case .channel = scope { continue }
                        writer.member(scope.description, Int(heads.lastN(of: scope)))
                    }
                }
                writer.array("voice_states") { _ in }
            }
        }
    }

    // MARK: v=10

    func ready(gatewayURL: String, intents: Intents) -> WireMessage {
        EventFrame.message("READY") { writer in
            writer.object { writer in
                writer.member("v", Dialect.v10.rawValue)
                writeUser(to: &writer)
                writer.array("guilds") { writer in
                    writer.object { writer in
                        writer.member("id", guild)
                        writer.member("unavailable", true)
                    }
                }
                writer.member("session_id", start.session.description)
                writer.member("session_type", "normal")
                writer.member("resume_gateway_url", gatewayURL)
                writer.key("shard")
                writer.value([0, 1])
                writer.object("application") { writer in
                    writer.member("id", user)
                    writer.member("flags", 0)
                }
                for key in ["private_channels", "relationships"] { writer.array(key) { _ in } }
                writer.object("user_settings") { _ in }
            }
        }
    }

    func guildCreate(intents: Intents) -> WireMessage {
        EventFrame.message("GUILD_CREATE") { writer in
            writer.object { writer in
                writeGuild(
                    to: &writer, presences: intents.contains(.guildPresences) ? presences : [])
            }
        }
    }

    // MARK: Parts

    private func writeUser(to writer: inout JSONWriter) {
        guard let account = community.users[user] else {
            preconditionFailure("whoever identified has an account")
        }
        writer.key("user")
        account.writeSelf(to: &writer)
    }

    private func writeGuild(to writer: inout JSONWriter, presences: [Presence]) {
        let members = chosenMembers
        community.guild.writeMembers(to: &writer)
        writer.member("joined_at", community.members[user]?.joined)
        writer.member("large", community.members.count > Self.memberLimit)
        writer.member("unavailable", false)
        writer.member("member_count", community.members.count)
        writer.array("roles") { writer in
            for role in community.sortedRoles { role.write(to: &writer) }
        }
        writer.array("channels") { writer in
            for var channel in community.channels(for: start.view) {
                channel.lastMessageID = heads.lastMessage(in: channel.id)
                channel.lastN = heads.lastN(of: .channel(channel.id))
                channel.write(to: &writer)
            }
        }
        writer.array("members") { writer in
            for member in members { member.write(to: &writer) }
        }
        let present = Set(members.map(\.user.id))
        writer.array("presences") { writer in
            for presence in presences where present.contains(presence.userID) {
                presence.write(to: &writer, guildID: guild)
            }
        }
        for key in [
            "voice_states", "threads", "stage_instances", "guild_scheduled_events",
            "soundboard_sounds", "embedded_activities",
        ] { writer.array(key) { _ in } }
    }

    /// The own member, then who is there, then the longest members. All members are gone
    /// through only where too few are there: when thousands come back at once, each READY
    /// would have to sort thousands.
    private var chosenMembers: [Member] {
        var chosen = [user]
        let present = presences.lazy.map(\.userID).filter {
            $0 != user && community.members[$0] != nil
        }
        chosen += present.prefix(Self.memberLimit)
        if chosen.count <= Self.memberLimit {
            let taken = Set(chosen)
            let others = community.members.keys.filter { !taken.contains($0) }.sorted()
            chosen += others.prefix(Self.memberLimit + 1 - chosen.count)
        }
        return chosen.compactMap { community.members[$0] }
    }
}

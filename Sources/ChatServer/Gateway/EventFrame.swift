import ChatBase
import ChatCore
import ChatWire

/// Writes the events that are no rows of the log: synthetic and volatile ones.
enum EventFrame {
    /// `{"op":0,"t":…,"sc":…,"d":…}`; a session that numbers its frames replaces the head.
    static func message(
        _ name: String, scope: Scope? = nil, data: (inout JSONWriter) -> Void
    ) -> WireMessage {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("op", 0)
            writer.member("t", name)
            if let scope { writer.member("sc", scope.description) }
            writer.key("d")
            data(&writer)
        }
        return WireMessage(writer.bytes, tailOffset: 1)
    }

    /// A channel that became visible, and where its events go on.
    static func gained(_ channel: Channel) -> WireMessage {
        message("CHANNEL_CREATE", scope: .channel(channel.id)) { channel.write(to: &$0) }
    }

    /// A channel that is no longer visible. Says nothing that the viewer may not know.
    static func lost(_ id: ChannelID, in community: Community) -> WireMessage {
        let blank = Channel(
            id: id, kind: community.channels[id]?.kind ?? .text, guildID: community.guild.id,
            name: "")
        return message("CHANNEL_DELETE", scope: .channel(id)) { writer in
            var inner = JSONWriter()
            blank.write(to: &inner)
            writer.raw(inner.bytes.dropLast() + Array(#","r":"access_lost"}"#.utf8))
        }
    }

    static func tooLong(_ scope: Scope, lastN: Int64) -> WireMessage {
        message("SCOPE_TOO_LONG", scope: scope) { writer in
            writer.object { writer in
                writer.member("scope", scope.description)
                writer.member("last_n", Int(lastN))
            }
        }
    }

    static func presence(_ presence: Presence, guild: GuildID) -> WireMessage {
        message("PRESENCE_UPDATE") { presence.write(to: &$0, guildID: guild) }
    }

    static func typing(
        _ user: UserID, in channel: ChannelID, of community: Community, at time: WallTime
    ) -> WireMessage {
        message("TYPING_START", scope: .channel(channel)) { writer in
            writer.object { writer in
                writer.member("channel_id", channel)
                writer.member("guild_id", community.guild.id)
                writer.member("user_id", user)
                writer.member("timestamp", Int(time.milliseconds / 1000))
                if let member = community.members[user] {
                    writer.key("member")
                    member.write(to: &writer)
                }
            }
        }
    }

    /// Where a user stands in voice: nowhere, until there is voice.
    static func noVoice(_ user: UserID, session: String, guild: GuildID) -> WireMessage {
        message("VOICE_STATE_UPDATE") { writer in
            writer.object { writer in
                writer.member("guild_id", guild)
                writer.null("channel_id")
                writer.member("user_id", user)
                writer.member("session_id", session)
                for flag in [
                    "deaf", "mute", "self_deaf", "self_mute", "self_video", "suppress",
                ] { writer.member(flag, false) }
                writer.null("request_to_speak_timestamp")
            }
        }
    }

    static func resumed(replayed: Int, cursor: String?, session: String) -> WireMessage {
        message("RESUMED") { writer in
            writer.object { writer in
                writer.member("replayed", replayed)
                writer.member("session_id", session)
                if let cursor { writer.member("cursor", cursor) }
                writer.array("voice_states") { _ in }
            }
        }
    }

    /// One answer to op 8.
    static func members(
        _ members: [Member], of guild: GuildID, index: Int, count: Int, missing: [UserID],
        presences: [Presence], request: MembersRequest
    ) -> WireMessage {
        message("GUILD_MEMBERS_CHUNK") { writer in
            writer.object { writer in
                writer.member("guild_id", guild)
                writer.array("members") { writer in
                    for member in members { member.write(to: &writer) }
                }
                writer.member("chunk_index", index)
                writer.member("chunk_count", count)
                writer.ids("not_found", missing)
                if request.withPresences {
                    let present = Set(members.map(\.user.id))
                    writer.array("presences") { writer in
                        for presence in presences where present.contains(presence.userID) {
                            presence.write(to: &writer, guildID: guild)
                        }
                    }
                }
                if let nonce = request.nonce { writer.member("nonce", nonce) }
            }
        }
    }
}

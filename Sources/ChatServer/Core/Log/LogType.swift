/// What a row of the log says. The numbers are stored.
package enum LogType: Int, Sendable, Hashable, CaseIterable {
    case messageCreate = 1
    case messageUpdate = 2
    case messageDelete = 3
    case channelCreate = 10
    case channelUpdate = 11
    case channelDelete = 12
    case guildUpdate = 20
    case roleCreate = 21
    case roleUpdate = 22
    case roleDelete = 23
    case memberAdd = 30
    case memberUpdate = 31
    case memberRemove = 32
    case readStateUpdate = 40
    case sessionRevoked = 41
    case inviteCreate = 50
    case inviteDelete = 51

    /// The event's name on the wire.
    package var name: String {
        switch self {
        case .messageCreate: "MESSAGE_CREATE"
        case .messageUpdate: "MESSAGE_UPDATE"
        case .messageDelete: "MESSAGE_DELETE"
        case .channelCreate: "CHANNEL_CREATE"
        case .channelUpdate: "CHANNEL_UPDATE"
        case .channelDelete: "CHANNEL_DELETE"
        case .guildUpdate: "GUILD_UPDATE"
        case .roleCreate: "GUILD_ROLE_CREATE"
        case .roleUpdate: "GUILD_ROLE_UPDATE"
        case .roleDelete: "GUILD_ROLE_DELETE"
        case .memberAdd: "GUILD_MEMBER_ADD"
        case .memberUpdate: "GUILD_MEMBER_UPDATE"
        case .memberRemove: "GUILD_MEMBER_REMOVE"
        case .readStateUpdate: "READ_STATE_UPDATE"
        case .sessionRevoked: "SESSION_REVOKED"
        case .inviteCreate: "INVITE_CREATE"
        case .inviteDelete: "INVITE_DELETE"
        }
    }

    /// True when somebody may see more or less after such a row.
    package var changesViews: Bool {
        switch self {
        case .channelCreate, .channelUpdate, .channelDelete, .guildUpdate, .roleCreate,
            .roleUpdate, .roleDelete, .memberAdd, .memberUpdate, .memberRemove:
            true
        default: false
        }
    }
}

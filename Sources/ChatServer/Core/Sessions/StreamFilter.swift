import ChatCore

/// Which log rows a session gets: those of the scopes it sees, of the types it asked for.
package struct StreamFilter: Sendable, Hashable {
    package var view: View
    /// Nil on v=1: every type.
    package var intents: Intents?

    package init(view: View, intents: Intents?) {
        self.view = view
        self.intents = intents
    }

    package func passes(_ row: RowHead) -> Bool {
        view.contains(row.scope) && row.type.passes(intents)
    }
}

extension LogType {
    /// Whether a session that asked for these intents gets such rows.
    package func passes(_ intents: Intents?) -> Bool {
        guard let intents else { return true }
        guard let intent else { return false }
        return intents.contains(intent)
    }

    /// What a v=10 session must ask for; nil for ours, which v=10 never gets.
    private var intent: Intents? {
        switch self {
        case .messageCreate, .messageUpdate, .messageDelete: .guildMessages
        case .channelCreate, .channelUpdate, .channelDelete, .guildUpdate, .roleCreate,
            .roleUpdate, .roleDelete:
            .guilds
        case .memberAdd, .memberUpdate, .memberRemove: .guildMembers
        case .inviteCreate, .inviteDelete: .guildInvites
        case .readStateUpdate, .sessionRevoked: nil
        }
    }
}

import ChatCore

/// The community as commands are checked against it: a value that changes only with
/// permissions, names and members, never with a message.
package struct Community: Sendable {
    package internal(set) var guild: Guild
    /// Everyone who ever had an account: old messages have authors.
    package internal(set) var users: [UserID: User] = [:]
    package internal(set) var members: [UserID: Member] = [:]
    package internal(set) var roles: [RoleID: Role] = [:]
    /// `position`, `lastMessageID` and `lastN` are not kept here: the first depends on
    /// the viewer, the others change with each message.
    package internal(set) var channels: [ChannelID: Channel] = [:]
    /// Where a channel stands among its siblings; sparse, so that a move changes one.
    package internal(set) var order: [ChannelID: Int64] = [:]

    package init(guild: Guild) { self.guild = guild }

    /// True once the community was made.
    package var isInitialized: Bool { guild.id.rawValue != 0 }

    package func member(_ user: UserID) -> Member? { members[user] }

    /// Channels of a category, or those (and the categories) outside any, in order.
    package func siblings(in parent: ChannelID?) -> [ChannelID] {
        channels.values.lazy.filter { $0.parentID == parent }.map(\.id)
            .sorted { (order[$0] ?? 0, $0) < (order[$1] ?? 0, $1) }
    }

    /// Roles as the wire lists them, everyone's first.
    package var sortedRoles: [Role] {
        roles.values.sorted { ($0.position, $0.id) < ($1.position, $1.id) }
    }
}

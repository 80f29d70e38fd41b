import ChatCore

/// Discord's `allowed_mentions`: which of the mentions in the text notify. Without it
/// all do, and the author of the answered message is mentioned too.
package struct AllowedMentions: Sendable, Hashable {
    package var parsesUsers: Bool
    package var parsesRoles: Bool
    package var parsesEveryone: Bool
    package var users: [UserID]
    package var roles: [RoleID]
    package var repliedUser: Bool

    package init(
        parsesUsers: Bool = false, parsesRoles: Bool = false, parsesEveryone: Bool = false,
        users: [UserID] = [], roles: [RoleID] = [], repliedUser: Bool = false
    ) {
        self.parsesUsers = parsesUsers
        self.parsesRoles = parsesRoles
        self.parsesEveryone = parsesEveryone
        self.users = users
        self.roles = roles
        self.repliedUser = repliedUser
    }
}

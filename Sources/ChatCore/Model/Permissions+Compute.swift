extension Permissions {
    /// The one answer to "what may this member do here", used by server and client.
    ///
    /// Order (Discord's permission overwrites page): the owner and administrators may do
    /// everything; else the roles' sum, then the channel's overwrites for everyone, for the
    /// member's roles (all denials, then all allowances), for the member.
    ///
    /// - Parameters:
    ///   - user: the member.
    ///   - isOwner: true for the owner of the community.
    ///   - everyone: the role that everyone has; its number is the guild's.
    ///   - memberRoles: the member's roles without `everyone`.
    ///   - rolePermissions: the permissions of a role; an unknown role gives none.
    ///   - overwrites: the channel's; empty for the community as a whole.
    package static func compute(
        user: UserID,
        isOwner: Bool,
        everyone: RoleID,
        memberRoles: [RoleID],
        rolePermissions: (RoleID) -> Permissions,
        overwrites: [PermissionOverwrite]
    ) -> Permissions {
        if isOwner { return .all }
        var result = rolePermissions(everyone)
        for role in memberRoles { result.formUnion(rolePermissions(role)) }
        if result.contains(.administrator) { return .all }

        var roleAllow: Permissions = []
        var roleDeny: Permissions = []
        var own: PermissionOverwrite?
        for overwrite in overwrites {
            switch overwrite.subject {
            case .role(let role) where role == everyone:
                result.subtract(overwrite.deny)
                result.formUnion(overwrite.allow)
            case .role(let role) where memberRoles.contains(role):
                roleDeny.formUnion(overwrite.deny)
                roleAllow.formUnion(overwrite.allow)
            case .member(user): own = overwrite
            default: break
            }
        }
        result.subtract(roleDeny)
        result.formUnion(roleAllow)
        if let own {
            result.subtract(own.deny)
            result.formUnion(own.allow)
        }
        return result.withImplicitDenials
    }

    /// Without VIEW_CHANNEL nothing is left; without SEND_MESSAGES nothing that needs it.
    private var withImplicitDenials: Permissions {
        if !contains(.viewChannel) { return [] }
        if contains(.sendMessages) { return self }
        return subtracting([.mentionEveryone, .sendTTSMessages, .attachFiles, .embedLinks])
    }
}

import ChatCore

extension Community {
    /// What a user may do in the community as a whole; nothing for one who is no member.
    package func permissions(of user: UserID) -> Permissions {
        permissions(of: user, overwrites: [])
    }

    /// What a user may do in a channel; nothing where it does not exist for the user.
    package func permissions(of user: UserID, in channel: ChannelID) -> Permissions {
        guard let channel = channels[channel] else { return [] }
        return permissions(of: user, overwrites: channel.overwrites)
    }

    package func isVisible(_ channel: ChannelID, to user: UserID) -> Bool {
        permissions(of: user, in: channel).contains(.viewChannel)
    }

    package func isVisible(_ scope: Scope, to user: UserID) -> Bool {
        switch scope {
        case .guild: members[user] != nil
        case .channel(let channel): isVisible(channel, to: user)
        case .user(let owner): owner == user
        case .moderators: seesModeration(user)
        }
    }

    package func view(of user: UserID) -> View {
        View(
            user: user,
            channels: channels.keys.filter { isVisible($0, to: user) },
            seesModeration: seesModeration(user))
    }

    /// True when nothing differs that decides what anybody sees. Then names, topics and
    /// places may differ, and no view need be computed anew.
    func surelyShowsTheSame(as old: Community) -> Bool {
        guild.ownerID == old.guild.ownerID
            && roles.count == old.roles.count && members.count == old.members.count
            && channels.count == old.channels.count
            && roles.allSatisfy { old.roles[$0.key]?.permissions == $0.value.permissions }
            && channels.allSatisfy { old.channels[$0.key]?.overwrites == $0.value.overwrites }
            && members.allSatisfy { old.members[$0.key]?.roles == $0.value.roles }
    }

    private func seesModeration(_ user: UserID) -> Bool {
        !permissions(of: user).isDisjoint(with: [.viewAuditLog, .manageGuild])
    }

    private func permissions(
        of user: UserID, overwrites: [PermissionOverwrite]
    ) -> Permissions {
        guard let member = members[user] else { return [] }
        return Permissions.compute(
            user: user, isOwner: guild.ownerID == user, everyone: guild.everyoneRoleID,
            memberRoles: member.roles, rolePermissions: { roles[$0]?.permissions ?? [] },
            overwrites: overwrites)
    }
}

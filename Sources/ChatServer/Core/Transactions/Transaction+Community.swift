import ChatCore

extension Transaction {
    /// Makes the community of a new database: its everyone role, and, unless told
    /// otherwise, a category with #welcome and #general.
    package mutating func initialize(
        name: String, withChannels: Bool = true
    ) throws(APIError) {
        precondition(!community.isInitialized, "a community is made once")
        let guild = Guild(id: GuildID(try newID()), name: name, ownerID: UserID(0))
        let everyone = Role(
            id: guild.everyoneRoleID, name: "@everyone", permissions: .everyoneDefault)
        try store.save(guild)
        try store.save(everyone)
        community.guild = guild
        community.roles[everyone.id] = everyone
        try log(.guildUpdate, in: .guild, reference: guild.id.rawValue, actor: nil) { _ in
            .guild(guild, roles: [everyone])
        }
        guard withChannels else { return }
        let category = try createChannel(
            ChannelDraft(name: "Text Channels", kind: .category), by: nil)
        for name in ["welcome", "general"] {
            _ = try createChannel(ChannelDraft(name: name, parent: category.id), by: nil)
        }
    }

    package mutating func rename(
        _ name: String, by principal: Principal?
    ) throws(APIError) {
        if let principal,
            !community.permissions(of: principal.user).contains(.manageGuild)
        {
            throw .missingPermissions
        }
        guard (2...100).contains(name.count), name.utf8.count <= 400 else {
            throw .invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
        }
        guard name != community.guild.name else { return }
        community.guild.name = name
        try saveGuild(actor: principal?.user)
    }
}

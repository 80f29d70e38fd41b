import ChatCore

extension Transaction {
    /// Makes an account and a member of it. The first person owns the server.
    ///
    /// - Parameter passwordHash: nil for an account that can't sign in by password yet.
    package mutating func register(
        username: String, displayName: String? = nil, passwordHash: String?, isBot: Bool = false
    ) throws(APIError) -> User {
        let name = username.lowercased()
        guard Validation.isUsername(name) else {
            throw .invalid(
                "username", "USERNAME_INVALID",
                "2 to 32 of a-z, 0-9, _ . and -, beginning with a letter or digit.")
        }
        let shown = try checkedDisplayName(displayName)
        guard accounts.usernames[name] == nil else {
            throw APIError(
                409, .usernameTaken,
                fields: [FieldError("username", "USERNAME_TAKEN", "That name is taken.")])
        }
        let user = User(
            id: UserID(try newID()), username: name, globalName: shown, isBot: isBot)
        try store.save(user, joined: now)
        let member = Member(user: user, joined: now)
        community.users[user.id] = user
        community.members[user.id] = member
        accounts.usernames[name] = user.id
        if let passwordHash {
            try store.savePassword(passwordHash, of: user.id)
            accounts.passwords[user.id] = passwordHash
        }
        let guild = community.guild.id
        try log(.memberAdd, in: .guild, reference: user.id.rawValue, actor: user.id) { _ in
            .member(member, guild)
        }
        if !isBot, community.guild.ownerID == UserID(0) { try setOwner(user.id) }
        return user
    }

    /// The owner may do everything.
    package mutating func setOwner(_ user: UserID) throws(APIError) {
        guard community.members[user] != nil else { throw .unknownMember }
        community.guild.ownerID = user
        try saveGuild(actor: user)
    }

    /// Nil takes the display name away.
    package mutating func setDisplayName(
        _ name: String?, of user: UserID
    ) throws(APIError) -> User {
        guard var member = community.members[user] else { throw .unknownUser }
        let shown = try checkedDisplayName(name)
        guard member.user.globalName != shown else { return member.user }
        member.user.globalName = shown
        try store.save(member.user, joined: member.joined)
        community.members[user] = member
        community.users[user] = member.user
        let guild = community.guild.id
        try log(.memberUpdate, in: .guild, reference: user.rawValue, actor: user) { _ in
            .member(member, guild)
        }
        return member.user
    }

    /// Ends every other session of the account.
    ///
    /// - Parameter keeping: the device that changes it; nil when it was changed on the
    ///   server's command line.
    package mutating func setPassword(
        hash: String, of user: UserID, keeping device: DeviceID? = nil
    ) throws(APIError) {
        guard let account = community.users[user], !account.isBot else { throw .unknownUser }
        try store.savePassword(hash, of: user)
        accounts.passwords[user] = hash
        for other in accounts.devices(of: user) where other.id != device {
            try revokeDevice(other.id, of: user)
        }
    }

    // MARK: Parts

    mutating func saveGuild(actor: UserID?) throws(APIError) {
        try store.save(community.guild)
        let (guild, roles) = (community.guild, community.sortedRoles)
        try log(.guildUpdate, in: .guild, reference: guild.id.rawValue, actor: actor) { _ in
            .guild(guild, roles: roles)
        }
    }

    private func checkedDisplayName(_ name: String?) throws(APIError) -> String? {
        guard let name else { return nil }
        guard Validation.displayNameLength.contains(name.count), name.utf8.count <= 128,
            name.unicodeScalars.contains(where: { !$0.properties.isWhitespace }),
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw .invalid(
                "global_name", "BASE_TYPE_BAD_LENGTH",
                "Must be between 1 and 32 in length, without control characters.")
        }
        return name
    }
}

import ChatCore

extension Transaction {
    /// Makes a channel or category.
    ///
    /// - Parameter principal: nil for the server itself, which may do everything.
    package mutating func createChannel(
        _ draft: ChannelDraft, by principal: Principal?
    ) throws(APIError) -> Channel {
        let granted = try permissions(of: principal, inCategory: draft.parent)
        guard granted.contains(.manageChannels) else { throw .missingPermissions }
        guard [.text, .voice, .category].contains(draft.kind) else {
            throw .invalid("type", "BASE_TYPE_CHOICES", "Must be 0, 2 or 4.")
        }
        guard community.channels.count < settings.maximumChannels else {
            throw APIError(400, .maximumChannels)
        }
        let name = try ChannelRules.name(draft.name, kind: draft.kind)
        let topic = try ChannelRules.topic(draft.topic)
        try checkParent(draft.parent, of: draft.kind, for: principal)
        let overwrites =
            try draft.overwrites.map { wanted throws(APIError) in
                try ChannelRules.overwrites(wanted, in: community, granted: granted)
            } ?? draft.parent.flatMap { community.channels[$0]?.overwrites } ?? []

        let id = ChannelID(try newID())
        let channel = Channel(
            id: id, kind: draft.kind,
            isTextEnabled: draft.kind == .voice ? draft.isTextEnabled : draft.kind == .text,
            guildID: community.guild.id, name: name, topic: topic, parentID: draft.parent,
            overwrites: overwrites)
        community.channels[id] = channel
        community.order[id] = (community.order.values.max() ?? 0) + Self.orderStep
        try saveChannel(id)
        let placement = try draft.position.flatMap { rank throws(APIError) in
            try place(id, at: rank, enters: true, by: principal)
        }
        try logChannel(.channelCreate, id, actor: principal?.user)
        try log(placement, of: id, actor: principal?.user)
        return channel
    }

    /// Changes a channel. Nothing is written where nothing changes.
    package mutating func editChannel(
        _ id: ChannelID, _ patch: ChannelPatch, by principal: Principal?
    ) throws(APIError) -> Channel {
        let former = try managed(id, by: principal)
        var channel = former
        if let name = patch.name { channel.name = try ChannelRules.name(name, kind: channel.kind) }
        if let topic = patch.topic { channel.topic = try ChannelRules.topic(topic) }
        if let enabled = patch.isTextEnabled, channel.kind == .voice {
            channel.isTextEnabled = enabled
        }
        if let parent = patch.parent {
            try checkParent(parent, of: channel.kind, for: principal)
            channel.parentID = parent
        }
        if let overwrites = patch.overwrites, overwrites != channel.overwrites {
            let granted = try overwriteRights(in: id, of: principal)
            channel.overwrites = try ChannelRules.overwrites(
                overwrites, replacing: former.overwrites, in: community, granted: granted)
        }
        let enters = channel.parentID != former.parentID
        if channel != former {
            community.channels[id] = channel
            if enters {
                community.order[id] = (community.order.values.max() ?? 0) + Self.orderStep
            }
            try saveChannel(id)
        }
        let placement = try patch.position.flatMap { rank throws(APIError) in
            try place(id, at: rank, enters: enters, by: principal)
        }
        if channel != former || placement != nil {
            try logChannel(.channelUpdate, id, actor: principal?.user)
            try log(placement, of: id, actor: principal?.user)
        }
        return channel
    }

    /// Sets what the channel allows one role or member.
    package mutating func setOverwrite(
        _ overwrite: PermissionOverwrite, in id: ChannelID, by principal: Principal?
    ) throws(APIError) {
        let former = try seen(id, by: principal).overwrites
        let granted = try overwriteRights(in: id, of: principal)
        let overwrites = former.filter { $0.subject != overwrite.subject } + [overwrite]
        try write(
            ChannelRules.overwrites(
                overwrites, replacing: former, in: community, granted: granted),
            former: former, in: id, actor: principal?.user)
    }

    /// Takes an overwrite away; `subject` is a role's or a user's number.
    package mutating func deleteOverwrite(
        of subject: UInt64, in id: ChannelID, by principal: Principal?
    ) throws(APIError) {
        let former = try seen(id, by: principal).overwrites
        let granted = try overwriteRights(in: id, of: principal)
        let overwrites = former.filter { $0.id != subject }
        guard overwrites.count < former.count else { throw APIError(404, .unknownOverwrite) }
        try write(
            ChannelRules.overwrites(
                overwrites, replacing: former, in: community, granted: granted),
            former: former, in: id, actor: principal?.user)
    }

    /// Deletes a channel with its messages. The channels of a category stay.
    package mutating func deleteChannel(
        _ id: ChannelID, by principal: Principal?
    ) throws(APIError) -> Channel {
        let channel = try managed(id, by: principal)
        let children = community.siblings(in: id)
        // Without the category: whoever sees the channel need not see that.
        var shown = channel
        shown.parentID = nil
        try log(
            .channelDelete, in: .channel(id), reference: id.rawValue, actor: principal?.user
        ) { n in
            shown.lastN = n
            return .channelDelete(shown)
        }
        for child in children {
            community.channels[child]?.parentID = nil
            try saveChannel(child)
        }
        community.channels[id] = nil
        community.order[id] = nil
        try store.deleteChannel(id)
        for child in children {
            try logChannel(.channelUpdate, child, actor: principal?.user)
        }
        for invite in try store.invites() where invite.channel == id {
            try remove(invite, actor: principal?.user)
        }
        return channel
    }
}

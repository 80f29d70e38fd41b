import ChatCore

// What the methods that change channels share.
extension Transaction {
    /// Between the order keys of neighbours, so that a move changes one of them.
    static let orderStep: Int64 = 1 << 20

    func seen(_ id: ChannelID, by principal: Principal?) throws(APIError) -> Channel {
        if let principal { return try channel(id, for: principal.user) }
        guard let channel = community.channels[id] else { throw .unknownChannel }
        return channel
    }

    func managed(_ id: ChannelID, by principal: Principal?) throws(APIError) -> Channel {
        if let principal {
            return try channel(id, for: principal.user, needing: .manageChannels)
        }
        return try seen(id, by: nil)
    }

    /// What the maker of a channel may do where it will stand.
    func permissions(
        of principal: Principal?, inCategory parent: ChannelID?
    ) throws(APIError) -> Permissions {
        guard let principal else { return .all }
        guard let parent else { return community.permissions(of: principal.user) }
        return community.permissions(of: principal.user, in: parent)
    }

    func overwriteRights(
        in id: ChannelID, of principal: Principal?
    ) throws(APIError) -> Permissions {
        guard let principal else { return .all }
        let granted = community.permissions(of: principal.user, in: id)
        guard granted.contains(.manageRoles) else { throw .missingPermissions }
        return granted
    }

    func checkParent(
        _ parent: ChannelID?, of kind: Channel.Kind, for principal: Principal?
    ) throws(APIError) {
        guard let parent else { return }
        let category = community.channels[parent]
        let sees = principal.map { community.isVisible(parent, to: $0.user) } ?? true
        guard kind != .category, let category, category.kind == .category, sees else {
            throw .invalid("parent_id", "CHANNEL_PARENT_INVALID", "Not a category")
        }
        if let principal {
            _ = try channel(parent, for: principal.user, needing: .manageChannels)
        }
    }

    mutating func write(
        _ overwrites: [PermissionOverwrite], former: [PermissionOverwrite], in id: ChannelID,
        actor: UserID?
    ) throws(APIError) {
        guard Set(overwrites) != Set(former) else { return }
        community.channels[id]?.overwrites = overwrites
        try saveChannel(id)
        try logChannel(.channelUpdate, id, actor: actor)
    }

    func saveChannel(_ id: ChannelID) throws(APIError) {
        guard let channel = community.channels[id] else { return }
        try store.save(channel, order: community.order[id] ?? 0)
    }

    /// - Parameter siblings: those of its parent in order, where the caller has them.
    mutating func logChannel(
        _ type: LogType, _ id: ChannelID, among siblings: [ChannelID]? = nil, actor: UserID?
    ) throws(APIError) {
        guard var channel = community.channels[id] else { return }
        channel.lastMessageID = try store.lastMessage(in: id)
        let siblings = siblings ?? community.siblings(in: channel.parentID)
        try log(type, in: .channel(id), reference: id.rawValue, actor: actor) { n in
            channel.lastN = n
            channel.position = siblings.firstIndex(of: id) ?? 0
            return .channel(channel, siblings: siblings)
        }
    }

    /// Puts a channel at a rank among the siblings that the caller sees, and logs nothing.
    ///
    /// - Parameter enters: it was no sibling of them before.
    /// - Returns: the siblings that made way, with all of them in their new order; nil if
    ///   it stands there already.
    mutating func place(
        _ id: ChannelID, at position: Int, enters: Bool, by principal: Principal?
    ) throws(APIError) -> Placement? {
        guard let channel = community.channels[id] else { return nil }
        let before = community.siblings(in: channel.parentID)
        let others = before.filter { $0 != id }
        let visible = others.filter { other in
            principal.map { community.isVisible(other, to: $0.user) } ?? true
        }
        let next = position < visible.count ? visible[max(0, position)] : nil
        let index = next.flatMap { others.firstIndex(of: $0) } ?? others.count
        var after = others
        after.insert(id, at: index)
        guard after != before else { return nil }

        let low = index > 0 ? community.order[others[index - 1]] ?? 0 : 0
        let high = next.flatMap { community.order[$0] } ?? low + 2 * Self.orderStep
        if high - low > 1 {
            community.order[id] = low + (high - low) / 2
            try saveChannel(id)
        } else {
            for (rank, sibling) in after.enumerated() {
                community.order[sibling] = Int64(rank + 1) * Self.orderStep
                try saveChannel(sibling)
            }
        }
        let last = enters ? others.count : before.firstIndex(of: id) ?? others.count
        return Placement(
            madeWay: Array(others[min(index, last)..<max(index, last)]), order: after)
    }

    /// Siblings that made way get a row too, unless the channel that moved is hidden from
    /// some: their viewers would learn that something did.
    mutating func log(
        _ placement: Placement?, of id: ChannelID, actor: UserID?
    ) throws(APIError) {
        guard let placement, let channel = community.channels[id],
            !community.isHiddenFromSome(channel)
        else { return }
        for sibling in placement.madeWay {
            try logChannel(.channelUpdate, sibling, among: placement.order, actor: actor)
        }
    }

    struct Placement {
        let madeWay: [ChannelID]
        let order: [ChannelID]
    }
}

extension Community {
    /// True when a member without roles does not see the channel, or it denies a role or
    /// member the view.
    func isHiddenFromSome(_ channel: Channel) -> Bool {
        let everyone = roles[guild.everyoneRoleID]?.permissions ?? []
        return !everyone.contains(.viewChannel)
            || channel.overwrites.contains { $0.deny.contains(.viewChannel) }
    }
}

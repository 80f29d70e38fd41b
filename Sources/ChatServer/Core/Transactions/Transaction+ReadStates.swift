import ChatCore

extension Transaction {
    /// Moves a read marker forward. A lower one changes nothing; either way the answer
    /// is what is stored.
    package mutating func markRead(
        _ channel: ChannelID, upTo message: MessageID, by principal: Principal
    ) throws(APIError) -> ReadState {
        _ = try self.channel(channel, for: principal.user)
        let stored = try store.marker(of: principal.user, in: channel)
        // Not beyond the newest: a marker in the future would hide what comes.
        let newest = try store.lastMessage(in: channel)
        let wanted = newest.map { min($0, message) } ?? stored
        guard let wanted, wanted > stored ?? MessageID(0) else {
            return try readState(of: principal.user, in: channel)
        }
        try store.saveMarker(wanted, of: principal.user, in: channel)
        let state = try readState(of: principal.user, in: channel)
        try log(
            .readStateUpdate, in: .user(principal.user), reference: channel.rawValue,
            actor: principal.user
        ) { _ in .readState(state) }
        return state
    }

    func readState(of user: UserID, in channel: ChannelID) throws(APIError) -> ReadState {
        try community.readState(
            of: user, in: channel, marker: store.marker(of: user, in: channel), store: store)
    }
}

extension Community {
    /// Counted now. Without a marker everything since the user joined is unread.
    func readState(
        of user: UserID, in channel: ChannelID, marker: MessageID?, store: any StoreReader
    ) throws(APIError) -> ReadState {
        let joined = members[user].map { MessageID(at: $0.joined) } ?? MessageID(0)
        let counts = try store.unread(
            of: user, in: channel, after: marker ?? joined, cap: Self.unreadCap)
        return ReadState(
            channelID: channel, lastReadMessageID: marker, unread: counts.unread,
            mentions: counts.mentions, lastN: try store.lastN(of: .channel(channel)))
    }

    /// Where counting stops.
    package static let unreadCap = 1000
}

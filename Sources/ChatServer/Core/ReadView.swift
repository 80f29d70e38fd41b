import ChatCore

/// One published snapshot and the tables at exactly the same place of the log.
package struct ReadView {
    package let snapshot: Snapshot
    package let store: any StoreReader

    package init(snapshot: Snapshot, store: any StoreReader) {
        self.snapshot = snapshot
        self.store = store
    }

    package var community: Community { snapshot.community }
    package var accounts: Accounts { snapshot.accounts }
    package var position: Int64 { snapshot.position }

    // MARK: Messages

    package func message(
        _ id: MessageID, in channel: ChannelID, for user: UserID
    ) throws(APIError) -> Message {
        try requireHistory(of: channel, for: user)
        guard let record = try store.message(id, in: channel) else { throw .unknownMessage }
        return try render(record)
    }

    /// Newest first, and whether there is more beyond the page.
    package func messages(
        in channel: ChannelID, _ position: HistoryPosition, limit: Int, for user: UserID
    ) throws(APIError) -> (messages: [Message], hasMore: Bool) {
        try requireHistory(of: channel, for: user)
        let page = try store.messages(in: channel, position, limit: limit)
        return (
            try page.records.map { record throws(APIError) in try render(record) }, page.hasMore
        )
    }

    // MARK: Channels

    /// Every channel of the view, in no particular order, with its last message and `n`.
    package func channels(for view: View) throws(APIError) -> [Channel] {
        var channels = community.channels(for: view)
        for index in channels.indices {
            let id = channels[index].id
            channels[index].lastMessageID = try store.lastMessage(in: id)
            channels[index].lastN = try store.lastN(of: .channel(id))
        }
        return channels
    }

    package func channel(_ id: ChannelID, for view: View) throws(APIError) -> Channel? {
        guard view.contains(id) else { return nil }
        return community.channel(
            id, for: view, lastMessageID: try store.lastMessage(in: id),
            lastN: try store.lastN(of: .channel(id)))
    }

    // MARK: Read markers

    package func readState(
        of user: UserID, in channel: ChannelID
    ) throws(APIError) -> ReadState {
        guard community.isVisible(channel, to: user) else { throw .unknownChannel }
        return try community.readState(
            of: user, in: channel, marker: store.marker(of: user, in: channel), store: store)
    }

    /// One for each channel with text that the user sees.
    package func readStates(of user: UserID) throws(APIError) -> [ReadState] {
        let markers = try store.markers(of: user)
        var states: [ReadState] = []
        for id in community.view(of: user).channels
        where community.channels[id]?.hasText == true {
            states.append(
                try community.readState(of: user, in: id, marker: markers[id], store: store))
        }
        return states
    }

    // MARK: Parts

    func render(_ record: MessageRecord) throws(APIError) -> Message {
        let answered = try record.answers.flatMap { id throws(APIError) in
            try store.message(id, in: record.channel)
        }
        return community.message(record, answered: answered)
    }

    private func requireHistory(
        of channel: ChannelID, for user: UserID
    ) throws(APIError) {
        let granted = community.permissions(of: user, in: channel)
        guard granted.contains(.viewChannel) else { throw .unknownChannel }
        guard granted.contains(.readMessageHistory) else { throw .missingPermissions }
    }
}

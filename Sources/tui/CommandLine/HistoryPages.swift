import ChatCore

/// A channel's history after a message, page by page, oldest first.
struct HistoryPages {
    private let client: ChatClient
    private let channel: ChannelID
    private var place: MessageID
    private var isDone = false

    init(_ client: ChatClient, _ channel: ChannelID, after place: MessageID) {
        self.client = client
        self.channel = channel
        self.place = place
    }

    /// The next page, never empty; nil at the end.
    mutating func next() async throws(ChatError) -> [Message]? {
        if isDone { return nil }
        let limit = Validation.pageLimit.upperBound
        let page = try await client.send(.messages(in: channel, .after(place), limit: limit))
        isDone = page.count < limit
        guard let newest = page.map(\.id).max() else { return nil }
        place = newest
        return page.sorted { $0.id < $1.id }
    }

    /// The newest of the channel, oldest first.
    static func newest(
        _ count: Int, of channel: ChannelID, _ client: ChatClient
    ) async throws(ChatError) -> [Message] {
        var messages: [Message] = []
        while messages.count < count {
            let limit = min(count - messages.count, Validation.pageLimit.upperBound)
            let position = messages.last.map { HistoryPosition.before($0.id) } ?? .latest
            let page = try await client.send(.messages(in: channel, position, limit: limit))
            messages += page.sorted { $0.id > $1.id }
            if page.count < limit { break }
        }
        return messages.reversed()
    }
}

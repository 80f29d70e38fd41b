import ChatBase
import ChatCore

/// The messages of some channels from a place on, each once and in order, however often
/// the link breaks or the server starts anew. Ids rise with a channel's order, so the
/// newest one handed out is all it needs to know: events that aren't above it are
/// repetitions, and where events may be missing, history is paged from it.
struct MessageFollower {
    private let client: ChatClient
    private var events: EventStream.Iterator
    /// The newest message handed out, for each channel.
    private var places: [ChannelID: MessageID]
    /// The channels whose history is to be paged first.
    private var behind: [ChannelID] = []
    private var pages: HistoryPages?
    private var page: ArraySlice<Message> = []

    /// - Parameter places: after which message to begin, for each channel to follow: at
    ///   least what the connection's last READY had.
    init(_ client: ChatClient, _ connection: GatewayConnection, from places: [ChannelID: MessageID])
    {
        self.client = client
        events = connection.events.makeAsyncIterator()
        self.places = places
    }

    /// The next message; nil once the connection is closed.
    mutating func next() async throws -> Message? {
        while true {
            while let channel = behind.first {
                if let message = try await nextOfHistory(channel) { return message }
                behind.removeFirst()
                pages = nil
            }
            guard let event = try await events.next() else { return nil }
            switch event.payload {
            case .ready:
                // Another session: what came between the two is in the history.
                behind = places.keys.sorted()
            case .scopeTooLong(.channel(let channel), _) where places[channel] != nil:
                behind = [channel]
            case .messageCreate(let message):
                guard let place = places[message.channelID], message.id > place else { continue }
                places[message.channelID] = message.id
                return message
            case .channelDelete(let channel, _):
                guard places.removeValue(forKey: channel) != nil, places.isEmpty else { continue }
                throw CommandFailure(.noSuchChannel, "The channel is gone.")
            default: continue
            }
        }
    }

    private mutating func nextOfHistory(_ channel: ChannelID) async throws -> Message? {
        guard let place = places[channel] else { return nil }
        if page.isEmpty {
            if pages == nil { pages = HistoryPages(client, channel, after: place) }
            page = try await pages?.next()?[...] ?? []
        }
        guard let message = page.popFirst() else { return nil }
        places[channel] = message.id
        return message
    }
}

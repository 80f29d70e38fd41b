import ChatBase
import ChatCore

/// Prints the messages that `read` was asked for, and remembers that it did.
struct MessageReader {
    private let output: Output
    private let client: ChatClient
    private let channels: [Channel]
    private let options: ReadOptions
    private let text: MessageText
    private var cursor: ReadCursor?
    /// How many were printed.
    private(set) var count = 0
    /// The newest message that was printed or not wanted.
    private var seen: [ChannelID: MessageID] = [:]
    private var marked: [ChannelID: MessageID] = [:]

    private static let usualCount = 20

    init(
        output: Output, client: ChatClient, channels: [Channel], options: ReadOptions,
        text: MessageText, cursor: ReadCursor?
    ) {
        self.output = output
        self.client = client
        self.channels = channels
        self.options = options
        self.text = text
        self.cursor = cursor
    }

    /// Prints what there is.
    mutating func printHistory() async throws {
        guard options.isUnread else { return try await printHistory(nil) }
        let connection = client.connect()
        defer { connection.close() }
        try await printHistory(try await connection.firstReady())
    }

    /// Prints what there is and then what comes, until a signal ends the process.
    mutating func follow() async throws {
        let connection = client.connect()
        defer { connection.close() }
        // What is sent from here on comes as an event, perhaps in the history too.
        let ready = try await connection.firstReady()
        try await printHistory(ready)
        let places = channels.map { ($0.id, place(of: $0, ready)) }
        var follower = MessageFollower(
            client, connection, from: Dictionary(uniqueKeysWithValues: places))
        while let message = try await follower.next() {
            try await take(message, isWanted: true)
            try await mark()
        }
    }

    // MARK: History

    private mutating func printHistory(_ ready: Ready?) async throws {
        if channels.count == 1, let start = start(of: channels[0], ready) {
            try await printPages(of: channels[0], after: start, ready)
        } else {
            try await printMerged(ready)
        }
        for channel in channels {
            let place = place(of: channel, ready)
            try cursor?.record(place, in: channel.id)
        }
        try await mark()
    }

    private mutating func printPages(
        of channel: Channel, after start: MessageID, _ ready: Ready?
    ) async throws {
        var pages = HistoryPages(client, channel.id, after: start)
        while let page = try await pages.next() {
            for message in page {
                if count >= limit { return }
                try await take(message, isWanted: isWanted(message, ready))
            }
        }
    }

    /// Of several channels, in the order of time.
    private mutating func printMerged(_ ready: Ready?) async throws {
        var messages: [Message] = []
        let newest = options.limit ?? Self.usualCount
        var isNewest = true
        for channel in channels {
            if let start = start(of: channel, ready) {
                isNewest = false
                var pages = HistoryPages(client, channel.id, after: start)
                while let page = try await pages.next() { messages += page }
            } else {
                messages += try await HistoryPages.newest(newest, of: channel.id, client)
            }
        }
        messages.sort { $0.id < $1.id }
        for message in isNewest ? messages.suffix(newest) : messages[...] {
            if !isNewest, count >= limit { return }
            try await take(message, isWanted: isWanted(message, ready))
        }
    }

    /// Where nothing may be left out there is no limit.
    private var limit: Int {
        options.follows || cursor?.places.isEmpty == false ? .max : options.limit ?? .max
    }

    /// The message after which to begin; nil for the newest few.
    private func start(of channel: Channel, _ ready: Ready?) -> MessageID? {
        if let place = cursor?.places[channel.id] { return place }
        if let since = options.since { return since }
        guard options.isUnread, let ready else { return nil }
        let state = ready.readStates.first { $0.channelID == channel.id }
        return state?.lastReadMessageID ?? MessageID(0)
    }

    /// The message after which to go on.
    private func place(of channel: Channel, _ ready: Ready?) -> MessageID {
        if let place = seen[channel.id] ?? start(of: channel, ready) { return place }
        let current = ready?.channels.first { $0.id == channel.id } ?? channel
        return current.lastMessageID ?? MessageID(0)
    }

    /// What oneself has written is not unread.
    private func isWanted(_ message: Message, _ ready: Ready?) -> Bool {
        !options.isUnread || message.author.id != ready?.user.id
    }

    // MARK: Printing

    private mutating func take(_ message: Message, isWanted: Bool) async throws {
        seen[message.channelID] = message.id
        guard isWanted else { return }
        let line = text.line(message)
        var cursor = cursor
        try output.step { () throws(ChatError) in
            output.line(line)
            try cursor?.record(message.id, in: message.channelID)
        }
        self.cursor = cursor
        count += 1
    }

    /// Marks as read what was printed since the last time.
    private mutating func mark() async throws {
        guard options.marks else { return }
        for (channel, message) in seen where marked[channel] != message {
            _ = try await client.send(.markRead(channel, upTo: message))
            marked[channel] = message
        }
    }
}

extension GatewayConnection {
    /// The first READY, waiting no longer than a person would.
    func firstReady() async throws -> Ready {
        let timer = Task { [self] in
            try await Task.sleep(for: .seconds(15))
            close()
        }
        defer { timer.cancel() }
        for try await event in events {
            if case .ready(let ready) = event.payload { return ready }
        }
        throw CommandFailure(.unreachable, "The server sends no events.")
    }
}

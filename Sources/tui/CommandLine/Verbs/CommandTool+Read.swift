import ChatBase
import ChatCore

extension CommandTool {
    func read(_ arguments: Arguments) async throws -> ExitStatus {
        let options = try ReadOptions(arguments)
        let names = try arguments.words.map { word throws(CommandFailure) in try ChannelName(word) }
        guard Set(names.map(\.account)).count == 1 else {
            throw CommandFailure.usage("All channels must be of one login.")
        }
        let cursor = try options.cursorPath.map { path throws(CommandFailure) in
            try ReadCursor(path: path)
        }
        let session = try ServerSession(account: names[0].account, environment)
        let channels = try await session.find(names)
        var reader = MessageReader(
            output: output, client: session.client, channels: channels, options: options,
            text: MessageText(
                form: form(arguments),
                names: Dictionary(channels.map { ($0.id, $0.name) }) { first, _ in first }),
            cursor: cursor)
        if options.follows {
            try await reader.follow()
        } else {
            try await reader.printHistory()
        }
        return reader.count > 0 ? .done : .nothing
    }
}

/// What `read` was asked for.
struct ReadOptions: Sendable {
    var limit: Int?
    /// Only what is after this.
    var since: MessageID?
    var isUnread: Bool
    var marks: Bool
    var follows: Bool
    var cursorPath: String?

    init(_ arguments: Arguments) throws(CommandFailure) {
        if let text = arguments["n"] {
            guard let number = Int(text), number >= 0 else {
                throw .usage("-n needs a number, not \(text).")
            }
            limit = number
        }
        if let text = arguments["since"] {
            if let id = MessageID(text) {
                since = id
            } else if let time = TimeText.moment(text, now: SystemTime().wall) {
                since = MessageID(at: time)
            } else {
                throw .usage("--since needs a message's id, a time or an age, not \(text).")
            }
        }
        isUnread = arguments.has("unread")
        marks = arguments.has("mark")
        follows = arguments.has("follow")
        cursorPath = arguments["cursor"]
        guard since == nil || !isUnread else {
            throw .usage("--since and --unread can't go together.")
        }
    }
}

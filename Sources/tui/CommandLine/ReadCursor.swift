import ChatBase
import ChatCore

/// The file of `read --cursor`: for each channel the last message that was printed. One
/// line of JSON, replaced by rename after each message.
struct ReadCursor {
    private let path: String
    private(set) var places: [ChannelID: MessageID] = [:]

    /// Reads the file, and writes it at once, so that one which can't be kept is an error
    /// before anything is printed.
    init(path: String) throws(CommandFailure) {
        self.path = path
        do {
            if let bytes = try LocalFile.read(path), !bytes.isEmpty {
                guard let members = (try? JSON(parsing: bytes))?.object?.members else {
                    throw CommandFailure(.localFile, "\(path) is no cursor; remove it.")
                }
                for member in members {
                    guard let channel = ChannelID(member.key), let id = member.value.uint64 else {
                        throw CommandFailure(.localFile, "\(path) is no cursor; remove it.")
                    }
                    places[channel] = MessageID(id)
                }
            }
            try save()
        } catch { throw CommandFailure(any: error) }
    }

    /// Everything up to the message was printed, or was not wanted.
    mutating func record(_ message: MessageID, in channel: ChannelID) throws(ChatError) {
        guard places[channel] != message else { return }
        places[channel] = message
        try save()
    }

    private func save() throws(ChatError) {
        var object = JSONObject()
        for (channel, message) in places.sorted(by: { $0.key < $1.key }) {
            object.append("\(channel)", .string("\(message)"))
        }
        try LocalFile.replace(path, with: Array((JSON.object(object).text + "\n").utf8))
    }
}

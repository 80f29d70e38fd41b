import ChatBase
import ChatCore
import Glibc

/// How a message is printed.
struct MessageText: Sendable {
    enum Form: Sendable { case json, columns, terminal }

    var form: Form
    /// Names of channels, for the columns.
    var names: [ChannelID: String] = [:]

    func line(_ message: Message) -> String {
        switch form {
        case .json: json(message)
        case .columns: columns(message)
        case .terminal: terminal(message)
        }
    }

    /// Discord's message with `n` and `sc`.
    private func json(_ message: Message) -> String {
        var writer = JSONWriter()
        message.write(to: &writer)
        let scope = Scope.channel(message.channelID)
        return Sanitizer.json(writer.text.dropLast() + ",\"sc\":\"\(scope)\"}")
    }

    private func columns(_ message: Message) -> String {
        let text = Sanitizer.block(message.content).split(
            separator: "\n", omittingEmptySubsequences: false
        ).joined(separator: "\\n")
        let fields = [
            TimeText.utc(message.timestamp), channel(message.channelID),
            Sanitizer.line(message.author.username), text,
        ]
        return fields.joined(separator: "\t")
    }

    private func terminal(_ message: Message) -> String {
        let channel = names.count > 1 ? " #\(channel(message.channelID))" : ""
        let head = "\(Self.local(message.timestamp))\(channel) "
        let lines = Sanitizer.block(message.content).split(
            separator: "\n", omittingEmptySubsequences: false)
        let author = Sanitizer.line(message.author.displayName)
        return "\(head)\(author): " + lines.joined(separator: "\n    ")
    }

    private func channel(_ id: ChannelID) -> String {
        names[id].map { Sanitizer.line($0) } ?? "\(id)"
    }

    /// `2026-01-31 12:00`, in the user's zone.
    private static func local(_ time: WallTime) -> String {
        var seconds = time_t(time.milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min))"
    }
}

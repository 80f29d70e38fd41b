import ChatCore

/// How a channel is named on the command line: `general`, `#general`, an id, each with
/// `alice@host/` before it to choose the login.
struct ChannelName: Sendable, Hashable {
    /// The login; nil for the one in use.
    var account: String?
    var channel: String
    /// `#123` is a name, `123` an id.
    private var isName = false

    init(_ text: String) throws(CommandFailure) {
        var rest = text[...]
        if let slash = rest.lastIndex(of: "/") {
            let account = rest[..<slash]
            guard account.contains("@") else {
                throw .usage("\(text) is no channel: before the / stands a login, as alice@host.")
            }
            self.account = String(account)
            rest = rest[rest.index(after: slash)...]
        }
        if rest.hasPrefix("#") {
            isName = true
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty else { throw .usage("\(text) names no channel.") }
        channel = String(rest)
    }

    /// The id, where it is one.
    var id: ChannelID? { isName ? nil : ChannelID(channel) }

    /// The one among the channels that this names.
    func find(in channels: [Channel]) throws(CommandFailure) -> Channel {
        if let id, let channel = channels.first(where: { $0.id == id }) { return channel }
        let wanted = channel.lowercased()
        let found = channels.filter { $0.hasText && $0.name.lowercased() == wanted }
        if found.count > 1 {
            let ids = found.map { "\($0.id)" }.joined(separator: ", ")
            throw .usage("There are \(found.count) channels named \(channel): use one of \(ids).")
        }
        guard let channel = found.first else {
            throw CommandFailure(.noSuchChannel, "There is no channel \(channel).")
        }
        return channel
    }
}

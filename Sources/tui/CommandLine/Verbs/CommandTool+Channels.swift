import ChatBase
import ChatCore

extension CommandTool {
    /// `channels`: read marks come with READY only, so this is one short connection.
    func listChannels(_ arguments: Arguments) async throws -> ExitStatus {
        let session = try ServerSession(account: nil, environment)
        // Fails soon and says why, where a connection would go on trying.
        _ = try await session.client.send(.currentUser)
        let connection = session.client.connect()
        defer { connection.close() }
        let ready = try await connection.firstReady()
        let states = Dictionary(ready.readStates.map { ($0.channelID, $0) }) { first, _ in first }
        var listed = Self.inOrder(ready.channels)
        if arguments.has("unread") { listed = listed.filter { (states[$0.id]?.unread ?? 0) > 0 } }
        let width = listed.map { TextWidth.of(Sanitizer.line($0.name)) }.max() ?? 0
        for channel in listed {
            let state = states[channel.id]
            if arguments.has("json") {
                output.line(Self.json(channel, state))
            } else if output.isTerminal {
                output.line(Self.row(channel, state, width))
            } else {
                output.line(Self.columns(channel, state))
            }
        }
        return listed.isEmpty ? .nothing : .done
    }

    /// As the tree shows them: what is in no category first, then category by category.
    private static func inOrder(_ channels: [Channel]) -> [Channel] {
        let ranks = Dictionary(channels.map { ($0.id, $0.position) }) { first, _ in first }
        func rank(_ channel: Channel) -> Int { channel.parentID.flatMap { ranks[$0] } ?? -1 }
        return channels.filter(\.hasText).sorted {
            (rank($0), $0.position, $0.id) < (rank($1), $1.position, $1.id)
        }
    }

    private static func json(_ channel: Channel, _ state: ReadState?) -> String {
        var writer = JSONWriter()
        channel.write(to: &writer)
        let counts = ",\"unread\":\(state?.unread ?? 0),\"mentions\":\(state?.mentions ?? 0)}"
        return Sanitizer.json(writer.text.dropLast() + counts)
    }

    private static func columns(_ channel: Channel, _ state: ReadState?) -> String {
        [
            "\(channel.id)", Sanitizer.line(channel.name), "\(state?.unread ?? 0)",
            "\(state?.mentions ?? 0)", Sanitizer.line(channel.topic ?? ""),
        ].joined(separator: "\t")
    }

    private static func row(_ channel: Channel, _ state: ReadState?, _ width: Int) -> String {
        let name = Sanitizer.line(channel.name)
        var row = "#" + name + String(repeating: " ", count: width - TextWidth.of(name))
        if let state, state.unread > 0 { row += "  \(state.unread) unread" }
        if let state, state.mentions > 0 { row += ", \(state.mentions) for you" }
        if let topic = channel.topic, !topic.isEmpty { row += "  \(Sanitizer.line(topic))" }
        return row
    }
}

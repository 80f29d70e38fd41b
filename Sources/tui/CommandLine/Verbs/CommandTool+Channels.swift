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
        var listed = ready.channels.filter(\.hasText).sorted {
            ($0.position, $0.id) < ($1.position, $1.id)
        }
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

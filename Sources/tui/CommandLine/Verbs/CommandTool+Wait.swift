import ChatBase
import ChatCore
import Synchronization

extension CommandTool {
    func wait(_ arguments: Arguments) async throws -> ExitStatus {
        let name = try ChannelName(arguments.words[0])
        let pattern = try arguments["match"].map { text throws(CommandFailure) in
            try MessagePattern(text)
        }
        let timeout = try arguments["timeout"].map { text throws(CommandFailure) in
            guard let duration = TimeText.duration(text) else {
                throw .usage("--timeout needs a duration such as 30s or 5m, not \(text).")
            }
            return duration
        }
        let session = try ServerSession(account: name.account, environment)
        let connection = session.client.connect()
        let isLate = Atomic(false)
        let timer = Task {
            guard let timeout else { return }
            try await Task.sleep(for: timeout)
            isLate.store(true, ordering: .relaxed)
            connection.close()
        }
        defer {
            timer.cancel()
            connection.close()
        }
        do {
            let channel = try await session.find([name])[0]
            let ready = try await connection.firstReady()
            let current = ready.channels.first { $0.id == channel.id } ?? channel
            var follower = MessageFollower(
                session.client, connection,
                from: [channel.id: current.lastMessageID ?? MessageID(0)])
            var own: MessageID?
            if let text = arguments["send"] {
                own = try await session.client.sendMessage(text, in: channel.id).id
            }
            while let message = try await follower.next() {
                guard message.id != own, Self.isFrom(arguments["from"], message.author),
                    pattern?.matches(message.content) ?? true
                else { continue }
                output.line(
                    MessageText(form: form(arguments), names: [channel.id: channel.name]).line(
                        message))
                return .done
            }
        } catch  where isLate.load(ordering: .relaxed) {
            return .nothing
        }
        return .nothing
    }

    private static func isFrom(_ name: String?, _ author: User) -> Bool {
        guard var name = name?.lowercased() else { return true }
        if name.hasPrefix("@") { name.removeFirst() }
        return author.username.lowercased() == name || "\(author.id)" == name
    }
}

/// The regular expression of `wait --match`.
struct MessagePattern {
    private let regex: Regex<AnyRegexOutput>

    init(_ text: String) throws(CommandFailure) {
        do { regex = try Regex(text) } catch {
            throw .usage("--match needs a regular expression; \(text) is none: \(error)")
        }
    }

    /// Whether it matches anywhere in the text.
    func matches(_ text: String) -> Bool { text.firstMatch(of: regex) != nil }
}

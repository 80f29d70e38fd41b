import ChatBase
import ChatCore
import Glibc

extension CommandTool {
    func send(_ arguments: Arguments) async throws -> ExitStatus {
        let name = try ChannelName(arguments.words[0])
        let words = arguments.words.dropFirst()
        let composer = MessageComposer(
            language: arguments["code"], splits: arguments.has("split"))
        if let key = arguments["key"], !(1...48).contains(key.utf8.count) {
            throw CommandFailure.usage("A key has 1 to 48 bytes.")
        }
        let isFromInput = words.isEmpty || Array(words) == ["-"]
        guard isFromInput || !arguments.has("lines") else {
            throw CommandFailure.usage("--lines reads standard input: leave TEXT out.")
        }
        if isFromInput, words.isEmpty, isatty(STDIN_FILENO) == 1 {
            throw CommandFailure.usage("Nothing to send: give TEXT, or - for what you type.")
        }
        let sender = try await MessageSender(
            ServerSession(account: name.account, environment), name, key: arguments["key"],
            form: arguments.has("json") ? MessageText(form: .json) : nil, output)
        if arguments.has("typing") { try await sender.showTyping() }
        if arguments.has("lines") {
            var lines = InputLines(STDIN_FILENO)
            while let line = try lines.next() {
                guard !line.isEmpty else { continue }
                for part in try composer.messages(line) { try await sender.send(part) }
            }
        } else {
            let text = isFromInput ? try Self.input() : words.joined(separator: " ")
            // All of them are checked before the first is sent.
            for part in try composer.messages(text) { try await sender.send(part) }
        }
        return .done
    }

    /// Standard input, without the line ends that files end in.
    private static func input() throws -> String {
        let bytes = try LocalFile.readAll(STDIN_FILENO, limit: 16 << 20, name: "standard input")
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.refused, "Standard input is no UTF-8 text.")
        }
        while text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return text
    }
}

/// Sends the messages of one `send`, in order, each with a key of its own.
actor MessageSender {
    private let client: ChatClient
    private let channel: ChannelID
    private let key: String
    private let form: MessageText?
    private let output: Output
    private var count = 0

    init(
        _ session: ServerSession, _ name: ChannelName, key: String?, form: MessageText?,
        _ output: Output
    ) async throws {
        client = session.client
        if let id = name.id { channel = id } else { channel = try await session.find([name])[0].id }
        var random = SystemRandom()
        self.key = key ?? Hex.encode(random.bytes(12))
        self.form = form
        self.output = output
    }

    /// Shows the sender as typing, until it sends or for some seconds.
    func showTyping() async throws { try await client.send(.typing(in: channel)) }

    /// Returns once the message is committed.
    func send(_ text: String) async throws {
        count += 1
        let nonce = count == 1 ? key : "\(key)-\(count)"
        let message = try await client.sendMessage(text, in: channel, nonce: nonce)
        if let form { output.line(form.line(message)) }
    }
}

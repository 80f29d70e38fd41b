import ChatBase

/// A message that a bot handles, and the means to answer it.
public final class MessageContext: Sendable {
    /// What was said.
    public let message: Message
    /// What follows the command's name, without the space around it; all of the message
    /// where no command was named.
    public let arguments: String
    /// For everything else that a bot may do.
    public let client: ChatClient

    private let sent = Lock(0)

    init(message: Message, arguments: String, client: ChatClient) {
        self.message = message
        self.arguments = arguments
        self.client = client
    }

    /// Answers the message.
    ///
    /// Answers are named after the message: should the bot see it again, after a crash,
    /// the same answer is not given twice.
    @discardableResult
    public func reply(_ content: String) async throws(ChatError) -> Message {
        try await client.sendMessage(
            content, in: message.channelID, nonce: nextNonce(), replyTo: message.id)
    }

    /// Says something in the message's channel, once, as with `reply`.
    @discardableResult
    public func send(_ content: String) async throws(ChatError) -> Message {
        try await client.sendMessage(content, in: message.channelID, nonce: nextNonce())
    }

    /// Shows the bot as typing for 10 seconds.
    public func typing() async throws(ChatError) {
        try await client.send(.typing(in: message.channelID))
    }

    private func nextNonce() -> String {
        let number = sent.withLock { sent in
            sent += 1
            return sent
        }
        return "re-\(message.id)-\(number)"
    }
}

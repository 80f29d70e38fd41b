import ChatCore

/// A message of ours the server has not confirmed: it waits in the outbox, survives a
/// restart, and is sent with the same nonce until it is committed once.
struct PendingMessage: Sendable, Equatable {
    let nonce: String
    let channel: ChannelID
    let content: String
    let replyTo: MessageID?
    var state: State

    enum State: Sendable, Equatable {
        case sending
        /// No link: it goes out when there is one.
        case waiting
        /// The server refused it. Up takes it back into the input line.
        case failed(String)
    }
}

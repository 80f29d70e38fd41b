import ChatBase
import ChatCore

/// A message as the screen needs it.
struct ChatMessage: Sendable, Equatable {
    let id: MessageID
    let author: UserID
    /// The author's name as the message carried it; members' names of today win.
    var authorName: String
    /// As on the wire: mentions are `<@1>`.
    var content: String
    var isEdited: Bool
    var quote: Quote?
    var mentions: [UserID]
    var mentionsEveryone: Bool
    /// Rises with each change, so that what was laid out can be kept.
    var revision = 0
    /// What lies before is not known: ask the cache, then the server.
    var hasGapBefore = false

    /// The message this one answers.
    struct Quote: Sendable, Equatable {
        let id: MessageID
        /// Nil when it was deleted.
        let author: UserID?
        let text: String
    }

    var time: WallTime { id.created }

    func mentions(_ user: UserID) -> Bool {
        mentionsEveryone || mentions.contains(user)
    }

    /// `/me waves`: the whole message in underscores.
    var action: Substring? {
        guard content.count > 2, content.first == "_", content.last == "_" else { return nil }
        let inner = content.dropFirst().dropLast()
        return inner.contains("_") || inner.first?.isWhitespace == true ? nil : inner
    }
}

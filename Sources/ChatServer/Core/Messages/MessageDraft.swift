import ChatCore

/// What a sender asks for.
package struct MessageDraft: Sendable, Hashable {
    package var content: String
    package var answers: MessageID?
    package var nonce: String?
    package var allowedMentions: AllowedMentions?

    package init(
        content: String, answers: MessageID? = nil, nonce: String? = nil,
        allowedMentions: AllowedMentions? = nil
    ) {
        self.content = content
        self.answers = answers
        self.nonce = nonce
        self.allowedMentions = allowedMentions
    }
}

import ChatCore

extension ChatMessage {
    init(_ message: Message) {
        let quote: Quote? = message.reference.map { reference in
            if let answered = message.referencedMessage {
                Quote(id: answered.id, author: answered.author.id, text: answered.content)
            } else {
                Quote(id: reference.messageID, author: nil, text: "")
            }
        }
        self.init(
            id: message.id, author: message.author.id, authorName: message.author.displayName,
            content: message.content, isEdited: message.isEdited, quote: quote,
            mentions: message.mentions.map(\.id), mentionsEveryone: message.mentionsEveryone)
    }
}

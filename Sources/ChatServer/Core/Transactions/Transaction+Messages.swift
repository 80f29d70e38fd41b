import ChatCore

extension Transaction {
    /// Sends a message to a channel with text.
    package mutating func createMessage(
        _ draft: MessageDraft, in channel: ChannelID, by principal: Principal
    ) throws(APIError) -> Message {
        let place = try self.channel(channel, for: principal.user, needing: .sendMessages)
        guard place.hasText else { throw APIError(400, .cannotSendInVoice) }
        try checkContent(draft.content)
        let answered = try draft.answers.map { id throws(APIError) in
            try self.answered(id, in: channel, by: principal)
        }
        var mentions = Mentions(in: draft.content)
        if let allowed = draft.allowedMentions { mentions.restrict(to: allowed) }
        if let answered, draft.allowedMentions?.repliedUser ?? true,
            answered.author != principal.user
        {
            mentions.add(answered.author)
        }
        mentions.restrict(
            to: community, permissions: community.permissions(of: principal.user, in: channel))

        var record: MessageRecord
        repeat {
            record = MessageRecord(
                id: try newMessageID(in: channel), channel: channel, author: principal.user,
                n: try lastN(of: .channel(channel)) + 1, content: draft.content, version: 1,
                edited: nil, nonce: draft.nonce, answers: draft.answers, mentions: mentions.users,
                mentionsEveryone: mentions.everyone, mentionedRoles: mentions.roles)
            // Another channel may have the same id, once in four million of the same millisecond.
        } while try !store.insert(record)
        let message = community.message(record, answered: answered)
        try log(
            .messageCreate, in: .channel(channel), reference: record.id.rawValue, version: 1,
            actor: principal.user
        ) { _ in .message(message) }
        return message
    }

    /// Changes the text of an own message. The former text is kept as a version.
    package mutating func editMessage(
        _ id: MessageID, in channel: ChannelID, content: String,
        allowedMentions: AllowedMentions? = nil, by principal: Principal
    ) throws(APIError) -> Message {
        let former = try message(id, in: channel, for: principal.user)
        guard former.author == principal.user else { throw APIError(403, .cannotEditOthers) }
        try checkContent(content)
        let answered = try former.answers.flatMap { target throws(APIError) in
            try store.message(target, in: channel)
        }
        if former.content == content { return community.message(former, answered: answered) }
        var mentions = Mentions(in: content)
        if let allowedMentions { mentions.restrict(to: allowedMentions) }
        if let answered, former.mentions.contains(answered.author) {
            mentions.add(answered.author)
        }
        mentions.restrict(
            to: community, permissions: community.permissions(of: principal.user, in: channel))

        var record = former
        record.content = content
        record.version += 1
        record.edited = now
        record.mentions = mentions.users
        record.mentionsEveryone = mentions.everyone
        record.mentionedRoles = mentions.roles
        try store.replace(former, by: record)
        let message = community.message(record, answered: answered)
        try log(
            .messageUpdate, in: .channel(channel), reference: id.rawValue,
            version: record.version, actor: principal.user
        ) { _ in .message(message) }
        return message
    }

    /// Deletes an own message, or anybody's with MANAGE_MESSAGES.
    package mutating func deleteMessage(
        _ id: MessageID, in channel: ChannelID, by principal: Principal
    ) throws(APIError) {
        let record = try message(id, in: channel, for: principal.user)
        let granted = community.permissions(of: principal.user, in: channel)
        guard record.author == principal.user || granted.contains(.manageMessages) else {
            throw .missingPermissions
        }
        try store.deleteMessage(id, in: channel)
        let guild = community.guild.id
        try log(
            .messageDelete, in: .channel(channel), reference: id.rawValue,
            version: record.version + 1, actor: principal.user
        ) { _ in .messageDelete(id, channel, guild) }
    }

    /// A message as it is now, for one who may read it.
    package func message(
        _ id: MessageID, in channel: ChannelID, for user: UserID
    ) throws(APIError) -> MessageRecord {
        _ = try self.channel(channel, for: user, needing: .readMessageHistory)
        guard let record = try store.message(id, in: channel) else { throw .unknownMessage }
        return record
    }

    /// The same, as the wire has it.
    package func renderedMessage(
        _ id: MessageID, in channel: ChannelID, for user: UserID
    ) throws(APIError) -> Message {
        let record = try message(id, in: channel, for: user)
        let answered = try record.answers.flatMap { target throws(APIError) in
            try store.message(target, in: channel)
        }
        return community.message(record, answered: answered)
    }

    // MARK: Parts

    private func checkContent(_ content: String) throws(APIError) {
        if content.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            throw APIError(400, .emptyMessage)
        }
        if let problem = Validation.contentProblem(content) { throw .invalid([problem]) }
    }

    private func answered(
        _ id: MessageID, in channel: ChannelID, by principal: Principal
    ) throws(APIError) -> MessageRecord {
        _ = try self.channel(channel, for: principal.user, needing: .readMessageHistory)
        guard let record = try store.message(id, in: channel) else {
            throw .invalid(
                "message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        }
        return record
    }

    private mutating func newMessageID(in channel: ChannelID) throws(APIError) -> MessageID {
        MessageID(
            try counters.nextID(in: .channel(channel), now: now) { () throws(APIError) in
                try store.lastIssuedMessage(in: channel)?.rawValue
            })
    }
}

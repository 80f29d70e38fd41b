import ChatBase
import ChatCore

/// Sending, editing, deleting: the outbox.
extension AppModel {
    mutating func enter(now: MonotonicTime) -> [Effect] {
        let line = editor.string
        guard line.contains(where: { !$0.isWhitespace }) else {
            if editing != nil { say("An empty text: /delete takes the message away.", now: now) }
            return []
        }
        if let editing {
            return finishEditing(editing, with: line, now: now)
        }
        switch CommandParser.parse(line) {
        case .message(let text): return send(text, now: now)
        case .mistake(let mistake):
            say(mistake, isError: true, now: now)
            return []
        case .command(let command, let arguments):
            let before = line
            editor.clear()
            if let open { channels[open]?.history.add(before) }
            return command.handler(&self, arguments, now)
        }
    }

    mutating func send(_ text: String, replyTo: MessageID? = nil, now: MonotonicTime) -> [Effect] {
        guard let open, let state = channels[open] else {
            say("There is no channel here yet.", isError: true, now: now)
            return []
        }
        guard state.info.hasText else {
            say("#\(state.info.name) is for voice only.", isError: true, now: now)
            return []
        }
        let content = wire(trimmed(text))
        if let problem = Validation.contentProblem(content) {
            let count = content.unicodeScalars.count
            say(
                count > Validation.contentLength.upperBound
                    ? "Too long by \(count - Validation.contentLength.upperBound): "
                        + "a message holds \(Validation.contentLength.upperBound) characters."
                    : problem.message, isError: true, now: now)
            return []
        }
        let pending = PendingMessage(
            nonce: nonces.next(), channel: open, content: content, replyTo: replyTo,
            state: link.isLive ? .sending : .waiting)
        channels[open]?.pending.append(pending)
        // A command's line is in the history already, and the editor is empty.
        if !editor.isEmpty { channels[open]?.history.add(editor.string) }
        channels[open]?.divider = nil
        channels[open]?.clearedThrough = nil
        channels[open]?.follow()
        editor.clear()
        typingDue[open] = nil
        var effects: [Effect] = [.send(pending, now: link.isLive)]
        if !state.draft.isEmpty {
            channels[open]?.draft = ""
            effects.append(.saveDraft(open, ""))
        }
        return effects + markSeen(now: now)
    }

    private func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        while text.first == "\n" { text.removeFirst() }
        return String(text)
    }

    mutating func resendWaiting() -> [Effect] {
        var effects: [Effect] = []
        for id in channels.keys.sorted() {
            for index in channels[id]!.pending.indices
            where channels[id]!.pending[index].state == .waiting {
                channels[id]!.pending[index].state = .sending
                effects.append(.send(channels[id]!.pending[index], now: true))
            }
        }
        return effects
    }

    mutating func holdSending() -> [Effect] {
        var isAny = false
        for id in channels.keys {
            for index in channels[id]!.pending.indices
            where channels[id]!.pending[index].state == .sending {
                channels[id]!.pending[index].state = .waiting
                isAny = true
            }
        }
        return isAny ? [.holdSends] : []
    }

    mutating func settle(_ nonce: String, _ result: OutboxResult) -> [Effect] {
        guard
            let id = channels.first(where: { $0.value.pending.contains { $0.nonce == nonce } })?
                .key,
            let index = channels[id]?.pending.firstIndex(where: { $0.nonce == nonce })
        else { return [] }
        switch result {
        case .sent(let message):
            channels[id]?.pending.remove(at: index)
            var entry = ChatMessage(message)
            entry.hasGapBefore = hasNothing(of: id)
            channels[id]?.log.insert(entry)
        case .refused(let reason): channels[id]?.pending[index].state = .failed(reason)
        case .unreachable: channels[id]?.pending[index].state = .waiting
        }
        return []
    }

    // MARK: Changing what was sent

    /// The newest message of ours here that the server has.
    var lastOwn: ChatMessage? {
        guard let open, let me else { return nil }
        return channels[open]?.log.messages.last { $0.author == me.id }
    }

    /// Up on an empty line: what failed comes back, else the last message is changed.
    mutating func beginEditing(now: MonotonicTime) -> [Effect] {
        guard let open else { return [] }
        if let failed = channels[open]?.pending.last, case .failed = failed.state {
            channels[open]?.pending.removeLast()
            editor.replace(with: readable(failed.content))
            return [.forgetPending(nonce: failed.nonce)]
        }
        guard let last = lastOwn else {
            if let line = channels[open]?.history.previous(current: "") {
                editor.replace(with: line)
            } else {
                say("Nothing of yours to change here.", now: now)
            }
            return []
        }
        editing = last.id
        editor.replace(with: readable(last.content))
        return []
    }

    private mutating func finishEditing(
        _ id: MessageID, with line: String, now: MonotonicTime
    ) -> [Effect] {
        guard let open else { return [] }
        let content = wire(trimmed(line))
        if Validation.contentProblem(content) != nil {
            say("Too long: a message holds 4000 characters.", isError: true, now: now)
            return []
        }
        let index = channels[open]?.log.index(of: id)
        editing = nil
        editor.clear()
        guard let index, channels[open]?.log[index].content != content else { return [] }
        return [.edit(open, id, content)]
    }

    mutating func edit(_ text: String?, now: MonotonicTime) -> [Effect] {
        guard let text else { return beginEditing(now: now) }
        guard let last = lastOwn else {
            say("Nothing of yours to change here.", isError: true, now: now)
            return []
        }
        return finishEditing(last.id, with: text, now: now)
    }

    mutating func deleteLast(now: MonotonicTime) -> [Effect] {
        guard let open else { return [] }
        if let pending = channels[open]?.pending.last, pending.state != .sending {
            channels[open]?.pending.removeLast()
            return [.forgetPending(nonce: pending.nonce)]
        }
        guard let last = lastOwn else {
            say("Nothing of yours to delete here.", isError: true, now: now)
            return []
        }
        return [.delete(open, last.id)]
    }

    mutating func reply(_ text: String, now: MonotonicTime) -> [Effect] {
        guard let open, let log = channels[open]?.log.messages else { return [] }
        var body = Substring(text)
        var person: UserID?
        if body.hasPrefix("@") {
            let name = body.prefix { !$0.isWhitespace }
            if let user = self.person(named: String(name)) {
                person = user
                body = body.dropFirst(name.count).drop(while: \.isWhitespace)
            }
        }
        guard !body.isEmpty else {
            say("Usage: /reply [@PERSON] TEXT", isError: true, now: now)
            return []
        }
        let target = log.last { message in
            person.map { message.author == $0 }
                ?? (message.author != me?.id && !ignored.contains(message.author))
        }
        guard let target else {
            let whose = person.map { "by \(name(of: $0)) " } ?? ""
            say("No message \(whose)here to answer.", isError: true, now: now)
            return []
        }
        return send(String(body), replyTo: target.id, now: now)
    }
}

import ChatCore

/// Tab.
extension AppModel {
    mutating func complete(forward: Bool) {
        if var current = completion, !current.candidates.isEmpty {
            let count = current.candidates.count
            current.index = (current.index + (forward ? 1 : count - 1)) % count
            place(&current)
            return
        }
        let end = editor.cursor
        let start = editor.blankWordStart(before: end)
        let word = String(editor.text[start..<end])
        let candidates = candidates(for: word, at: start)
        guard !candidates.isEmpty else { return }
        var fresh = Completion(
            start: start, length: end - start, candidates: candidates,
            index: forward ? 0 : candidates.count - 1)
        place(&fresh)
    }

    private mutating func place(_ completion: inout Completion) {
        let text = completion.candidates[completion.index]
        editor.replace(completion.start..<completion.start + completion.length, with: text)
        completion.length = text.count
        // With one candidate, Tab then begins anew behind it.
        self.completion = completion.candidates.count > 1 ? completion : nil
    }

    private func candidates(for word: String, at start: Int) -> [String] {
        let line = String(editor.text[..<start])
        if start == 0, word.hasPrefix("/"), !word.hasPrefix("//") {
            return commandNames(beginning: String(word.dropFirst())).map { "/\($0) " }
        }
        if line.hasPrefix("/"), !line.hasPrefix("//"), let kind = argumentKind(in: line) {
            switch kind {
            case .person: return people(beginning: word).map { "\($0) " }
            case .channel: return channelNames(beginning: word).map { "\($0) " }
            case .command: return commandNames(beginning: word).map { "\($0) " }
            case .setting:
                return Setting.allCases.map(\.rawValue).filter { $0.hasPrefix(word) }
                    .map { "\($0) " }
            case .oneOf(let words): return words.filter { $0.hasPrefix(word) }.map { "\($0) " }
            case .word: return settingValues(beginning: word, in: line)
            case .text: break
            }
        }
        guard !word.isEmpty else { return [] }
        if word.hasPrefix("#") {
            return channelNames(beginning: word).map { "#\($0) " }
        }
        return people(beginning: word).map { "@\($0) " }
    }

    /// What the command at the line's start takes at its end.
    private func argumentKind(in line: String) -> Argument.Kind? {
        let name = line.dropFirst().prefix { !$0.isWhitespace }.lowercased()
        guard let command = CommandTable.command(named: name) else { return nil }
        let words = line.split(separator: " ").count - 1
        if command.arguments.indices.contains(words) { return command.arguments[words].kind }
        return command.arguments.last?.kind == .text ? .text : nil
    }

    private func settingValues(beginning word: String, in line: String) -> [String] {
        let words = line.split(separator: " ")
        guard words.first == "/set", words.count == 2,
            let setting = Setting(rawValue: String(words[1]))
        else { return [] }
        return setting.values.filter { $0.hasPrefix(word) }
    }

    private func commandNames(beginning prefix: String) -> [String] {
        CommandTable.all.map(\.name).filter { $0.hasPrefix(prefix.lowercased()) }.sorted()
    }

    private func channelNames(beginning word: String) -> [String] {
        let prefix = (word.hasPrefix("#") ? String(word.dropFirst()) : word).lowercased()
        let found = channels.values.filter {
            !$0.isCategory && $0.info.name.lowercased().hasPrefix(prefix)
        }
        let order = channelOrder
        return found.sorted { left, right in
            let l = order.firstIndex(of: left.info.id) ?? .max
            let r = order.firstIndex(of: right.info.id) ?? .max
            return l == r ? left.info.id < right.info.id : l < r
        }.map(\.info.name)
    }

    /// User names, those who spoke here last first.
    private func people(beginning word: String) -> [String] {
        let prefix = (word.hasPrefix("@") ? String(word.dropFirst()) : word).lowercased()
        var spoke: [UserID: Int] = [:]
        if let open, let log = channels[open]?.log.messages {
            for (age, message) in log.reversed().prefix(200).enumerated()
            where spoke[message.author] == nil {
                spoke[message.author] = age
            }
        }
        let found = members.values.filter { member in
            member.user.id != me?.id
                && (member.user.username.lowercased().hasPrefix(prefix)
                    || member.displayName.lowercased().hasPrefix(prefix))
        }
        return found.map { (spoke[$0.user.id] ?? .max, $0.user.username) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
    }
}

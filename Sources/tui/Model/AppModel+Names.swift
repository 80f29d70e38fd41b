import ChatCore

/// Names of people and channels, and mentions in both directions.
extension AppModel {
    func name(of user: UserID, fallback: String = "") -> String {
        if let member = members[user] { return member.displayName }
        if !fallback.isEmpty { return fallback }
        return user == me?.id ? me?.displayName ?? "you" : "somebody"
    }

    func name(of channel: ChannelID) -> String {
        channels[channel].map { $0.info.name } ?? "hidden"
    }

    /// A person by @name, name or the name shown.
    func person(named text: String) -> UserID? {
        let name = (text.hasPrefix("@") ? String(text.dropFirst()) : text).lowercased()
        if let exact = members.values.first(where: { $0.user.username.lowercased() == name }) {
            return exact.user.id
        }
        let shown = members.values.filter { $0.displayName.lowercased() == name }
        return shown.count == 1 ? shown[0].user.id : nil
    }

    /// A channel by #name, name or id.
    func channel(named text: String) -> ChannelID? {
        let name = (text.hasPrefix("#") ? String(text.dropFirst()) : text).lowercased()
        let known = channels.values.filter { !$0.isCategory }
        if let exact = known.filter({ $0.info.name.lowercased() == name })
            .min(by: { $0.info.id < $1.info.id })
        {
            return exact.info.id
        }
        if let id = ChannelID(name), channels[id] != nil { return id }
        let near = known.filter { $0.info.name.lowercased().hasPrefix(name) }
        return near.count == 1 && !name.isEmpty ? near[0].info.id : nil
    }

    /// `@alice` and `#general` as the wire has them.
    func wire(_ text: String) -> String {
        replaceWords(in: text) { mark, word in
            switch mark {
            case "@":
                guard let user = person(named: word) else { return nil }
                return "<@\(user)>"
            default:
                guard
                    let channel = channels.values.first(where: {
                        !$0.isCategory && $0.info.name.lowercased() == word.lowercased()
                    })
                else { return nil }
                return "<#\(channel.info.id)>"
            }
        }
    }

    /// The wire's mentions as people read them, and where those of this user stand.
    func readable(_ content: String) -> String {
        guard content.contains("<") else { return content }
        var output = ""
        var rest = Substring(content)
        while let start = rest.firstIndex(of: "<") {
            output += rest[..<start]
            rest = rest[start...]
            if let end = rest.firstIndex(of: ">"), let name = mention(rest[start...end]) {
                output += name
                rest = rest[rest.index(after: end)...]
            } else {
                output += "<"
                rest = rest.dropFirst()
            }
        }
        return output + rest
    }

    private func mention(_ token: Substring) -> String? {
        let inner = token.dropFirst().dropLast()
        if inner.hasPrefix("@"), let user = UserID(inner.drop { $0 == "@" || $0 == "!" }) {
            return members[user].map { "@" + $0.displayName } ?? (user == me?.id ? "@you" : nil)
        }
        if inner.hasPrefix("#"), let channel = ChannelID(inner.dropFirst()) {
            return channels[channel].map { "#" + $0.info.name } ?? "#hidden"
        }
        return nil
    }

    /// Calls `change` with each word that begins with @ or #, outside `code`.
    private func replaceWords(
        in text: String, _ change: (Character, String) -> String?
    ) -> String {
        var output = ""
        var rest = Substring(text)
        var previous: Character = " "
        var inCode = false
        while let character = rest.first {
            if character == "`" { inCode.toggle() }
            guard !inCode, character == "@" || character == "#", !previous.isWordPart else {
                output.append(character)
                previous = character
                rest = rest.dropFirst()
                continue
            }
            var word = rest.dropFirst().prefix {
                $0.isWordPart || $0 == "-" || $0 == "." || $0 == "_"
            }
            let length = word.count
            var replacement: String?
            while !word.isEmpty {
                replacement = change(character, String(word))
                guard replacement == nil, word.last == "." || word.last == "-" else { break }
                word.removeLast()
            }
            if let replacement {
                output += replacement
                rest = rest.dropFirst(1 + word.count)
            } else {
                output += rest.prefix(1 + length)
                rest = rest.dropFirst(1 + length)
            }
            previous = "a"
        }
        return output
    }
}

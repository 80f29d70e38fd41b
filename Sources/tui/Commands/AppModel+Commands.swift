import ChatBase
import ChatCore

/// What the commands do that isn't done by a key as well.
extension AppModel {
    mutating func showHelp(on name: String?) -> [Effect] {
        guard let name else {
            overlay = .help(scroll: 0)
            return []
        }
        let plain = name.hasPrefix("/") ? String(name.dropFirst()) : name
        guard let command = CommandTable.command(named: plain.lowercased()) else {
            overlay = .help(scroll: 0)
            return []
        }
        var lines = [command.usage, "", command.summary]
        if !command.details.isEmpty { lines.append(command.details) }
        overlay = .text(title: "/\(command.name)", lines: lines, scroll: 0)
        return []
    }

    mutating func join(_ name: String, now: MonotonicTime) -> [Effect] {
        guard let channel = channel(named: name) else {
            say("There is no channel \(name).", isError: true, now: now)
            return []
        }
        return go(to: channel, now: now)
    }

    mutating func part(now: MonotonicTime) -> [Effect] {
        guard let open, channelOrder.count > 1 else {
            say("This is your only channel.", isError: true, now: now)
            return []
        }
        var effects = goBack(now: now)
        if self.open == open { effects += step(1, now: now) }
        parted.insert(open)
        effects.append(saveParted())
        say("#\(name(of: open)) is off your list; /join brings it back.", now: now)
        return effects
    }

    mutating func topic(_ text: String?, now: MonotonicTime) -> [Effect] {
        guard let open, let info = channels[open]?.info else { return [] }
        guard let text else {
            say(info.topic.map { "Topic: \($0)" } ?? "No topic. /topic TEXT sets one.", now: now)
            return []
        }
        if text.count > Validation.topicLength.upperBound {
            say(
                "A topic holds \(Validation.topicLength.upperBound) characters.", isError: true,
                now: now)
            return []
        }
        return [.setTopic(open, text == "-" ? nil : text)]
    }

    mutating func create(_ name: String, kind: String?, now: MonotonicTime) -> [Effect] {
        let plain = name.hasPrefix("#") ? String(name.dropFirst()) : name
        guard let kind = NewChannelKind(rawValue: kind ?? "text") else {
            say("Kinds are text, voice, category and private.", isError: true, now: now)
            return []
        }
        guard Validation.normalizedChannelName(plain) != nil else {
            say("A channel can't be named \(name).", isError: true, now: now)
            return []
        }
        let parent = kind == .category ? nil : open.flatMap { channels[$0]?.info.parentID }
        guard let guild, let me else {
            say("Not yet: there has been no connection so far.", isError: true, now: now)
            return []
        }
        return [
            .createChannel(name: plain, kind: kind, parent: parent, guild: guild.id, me: me.id)
        ]
    }

    mutating func invite() -> [Effect] {
        open.map { [.createInvite($0)] } ?? []
    }

    mutating func show(invitation code: String, _ server: String) -> [Effect] {
        overlay = .text(
            title: "An invitation",
            lines: [
                "Code: \(code)", "", "A friend with roost types", "",
                "  roost login \(server) --register --invite \(code)", "",
                "or starts roost, chooses to make an account, and gives the code.",
            ], scroll: 0)
        return []
    }

    mutating func who(_ name: String?, now: MonotonicTime) -> [Effect] {
        if let name {
            guard let user = person(named: name), let member = members[user] else {
                say("There is no \(name) here.", isError: true, now: now)
                return []
            }
            say(
                "\(member.displayName) (@\(member.user.username)) is \(label(of: user))"
                    + (member.user.isBot ? ", a bot." : "."), now: now)
            return []
        }
        let lines = memberOrder.map { user in
            let member = members[user]
            let bot = member?.user.isBot == true ? " (bot)" : ""
            return "\(self.name(of: user))\(bot): \(label(of: user))"
        }
        overlay = .text(title: "\(lines.count) members", lines: lines, scroll: 0)
        return []
    }

    func label(of user: UserID) -> String {
        switch statuses[user] ?? .offline {
        case .online: "online"
        case .idle: "idle"
        case .doNotDisturb: "not to be disturbed"
        default: "offline"
        }
    }

    /// Those who are there first, then by name.
    func sortedMembers() -> [UserID] {
        let keyed = members.values.map { member -> (Int, String, UserID) in
            let status = statuses[member.user.id] ?? .offline
            let away = status == .offline || status == .invisible
            return (away ? 1 : 0, member.displayName.lowercased(), member.user.id)
        }
        return keyed.sorted { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }.map(\.2)
    }

    mutating func ignore(_ name: String?, now: MonotonicTime) -> [Effect] {
        guard let name else {
            let names = ignored.map { self.name(of: $0) }.sorted()
            say(
                names.isEmpty
                    ? "You ignore nobody." : "Ignored: " + names.joined(separator: ", "), now: now)
            return []
        }
        guard let user = person(named: name), user != me?.id else {
            say("There is no \(name) to ignore.", isError: true, now: now)
            return []
        }
        if ignored.remove(user) != nil {
            say("\(self.name(of: user)) is shown again.", now: now)
        } else {
            ignored.insert(user)
            say("\(self.name(of: user)) is ignored; the same again ends it.", now: now)
        }
        let ids = ignored.map { "\($0)" }.sorted().joined(separator: " ")
        return [.savePreference(.ignored, ids)]
    }

    mutating func highlight(_ word: String?, now: MonotonicTime) -> [Effect] {
        guard let word else {
            say(
                highlights.isEmpty
                    ? "Only your name is marked."
                    : "Marked: " + highlights.joined(separator: ", "), now: now)
            return []
        }
        if let index = highlights.firstIndex(of: word) {
            highlights.remove(at: index)
            say("\(word) is not marked any more.", now: now)
        } else {
            highlights.append(word)
            say("\(word) is marked; the same again ends it.", now: now)
        }
        return [.savePreference(.highlights, highlights.joined(separator: " "))]
    }

    mutating func status(_ word: String?, now: MonotonicTime) -> [Effect] {
        guard let word else {
            say("You are \(myStatus.rawValue).", now: now)
            return []
        }
        guard ["online", "idle", "dnd", "invisible"].contains(word) else {
            say("A status is online, idle, dnd or invisible.", isError: true, now: now)
            return []
        }
        myStatus = Presence.Status(rawValue: word)
        if let me { statuses[me.id] = myStatus }
        return [.setStatus(myStatus)]
    }

    mutating func clearPane() -> [Effect] {
        guard let open else { return [] }
        channels[open]?.follow()
        let newest = channels[open]?.log.last?.id
        channels[open]?.clearedThrough = newest
        return []
    }

    mutating func set(_ name: String?, to value: String?, now: MonotonicTime) -> [Effect] {
        guard let name else {
            overlay = .text(
                title: "Settings",
                lines: Setting.allCases.map { setting in
                    "\(setting.rawValue) = \(self.value(of: setting))   "
                        + "(\(setting.values.joined(separator: ", "))) \(setting.summary)"
                }, scroll: 0)
            return []
        }
        guard let setting = Setting(rawValue: name) else {
            say("There is no setting \(name): /set lists them.", isError: true, now: now)
            return []
        }
        guard let value else {
            say("\(name) = \(self.value(of: setting)): \(setting.summary).", now: now)
            return []
        }
        guard setting.values.contains(value) else {
            say(
                "\(name) can be \(setting.values.joined(separator: " or ")).", isError: true,
                now: now)
            return []
        }
        settings[setting] = value
        var effects: [Effect] = [.savePreference(.setting(setting), value)]
        if setting == .mouse { effects.append(.setMouse(value == "on")) }
        return effects
    }

    mutating func quit() -> [Effect] {
        flushAcknowledgement() + saveDraft() + [.quit]
    }
}

import ChatCore

/// Whom a message's text mentions: `<@1>`, `<@!1>`, `<@&1>`, `@everyone`, `@here`.
package struct Mentions: Sendable, Hashable {
    package private(set) var users: [UserID] = []
    package private(set) var roles: [RoleID] = []
    package private(set) var everyone = false

    package init(in text: String) {
        var rest = Substring(text).utf8[...]
        while let start = rest.firstIndex(where: { $0 == open || $0 == at }) {
            let next = rest.index(after: start)
            if rest[start] == at {
                let word = rest[next...]
                everyone =
                    everyone || word.starts(with: "everyone".utf8)
                    || word.starts(with: "here".utf8)
                rest = word
            } else if let end = reference(rest[next...]) {
                rest = rest[end...]
            } else {
                rest = rest[next...]
            }
        }
    }

    /// Reads `@1>` and returns what comes after it.
    private mutating func reference(_ text: Substring.UTF8View) -> String.Index? {
        guard text.first == at else { return nil }
        var digits = text.dropFirst()
        let sign = digits.first
        if sign == UInt8(ascii: "!") || sign == UInt8(ascii: "&") { digits = digits.dropFirst() }
        guard let end = digits.prefix(21).firstIndex(of: UInt8(ascii: ">")),
            let number = UInt64(Substring(digits[..<end])), digits.first != UInt8(ascii: "+")
        else { return nil }
        if sign == UInt8(ascii: "&") {
            if !roles.contains(RoleID(number)) { roles.append(RoleID(number)) }
        } else if !users.contains(UserID(number)) {
            users.append(UserID(number))
        }
        return digits.index(after: end)
    }

    /// Keeps what the sender allows to notify.
    package mutating func restrict(to allowed: AllowedMentions) {
        everyone = everyone && allowed.parsesEveryone
        if !allowed.parsesUsers { users.removeAll { !allowed.users.contains($0) } }
        if !allowed.parsesRoles { roles.removeAll { !allowed.roles.contains($0) } }
    }

    /// Keeps what exists and what the author may mention.
    package mutating func restrict(to community: Community, permissions: Permissions) {
        everyone = everyone && permissions.contains(.mentionEveryone)
        users.removeAll { community.members[$0] == nil }
        roles.removeAll { id in
            guard let role = community.roles[id] else { return true }
            return !role.mentionable && !permissions.contains(.mentionEveryone)
        }
    }

    package mutating func add(_ user: UserID) {
        if !users.contains(user) { users.append(user) }
    }
}

private let open = UInt8(ascii: "<")
private let at = UInt8(ascii: "@")

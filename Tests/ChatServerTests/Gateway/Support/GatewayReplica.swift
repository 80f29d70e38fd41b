import ChatBase

/// What a client knows of each scope's numbers, and what was wrong with what it got.
struct GatewayReplica {
    /// v=10 promises each row once; on v=1 a row may come again, and is dropped by its `n`.
    let isNumbered: Bool
    private(set) var lastN: [String: Int] = [:]
    private(set) var problems: [String] = []
    private var s = 0

    init(isNumbered: Bool) { self.isNumbered = isNumbered }

    /// Starts anew from READY's or GUILD_CREATE's channels.
    mutating func begin(_ channels: [JSON], s: Int) {
        lastN = [:]
        self.s = s
        for channel in channels {
            lastN["c:\(channel["id"]?.string ?? "")"] = channel["last_n"]?.int ?? 0
        }
    }

    /// Goes on from an earlier number.
    mutating func rewind(to s: Int) { self.s = s }

    mutating func apply(_ frame: JSON) {
        guard frame["op"] == 0, let name = frame["t"]?.string else { return }
        let n = frame["n"]?.int
        if isNumbered { checkNumber(frame, name) }
        guard let scope = frame["sc"]?.string, scope.hasPrefix("c:") else { return }
        guard let n else {
            if name == "CHANNEL_CREATE" { lastN[scope] = frame["d"]?["last_n"]?.int }
            if name == "CHANNEL_DELETE" { lastN[scope] = nil }
            return
        }
        let first = name == "REDACTED" ? frame["d"]?["first_n"]?.int ?? n : n
        guard let last = lastN[scope] else {
            if first != 1 { problems.append("\(scope): \(name) \(n) of an unknown channel") }
            lastN[scope] = n
            return
        }
        if n <= last {
            if isNumbered { problems.append("\(scope): \(name) \(n) again after \(last)") }
            return
        }
        if first != last + 1 { problems.append("\(scope): \(last), then \(first)...\(n)") }
        lastN[scope] = n
        if name == "CHANNEL_DELETE" { lastN[scope] = nil }
    }

    private mutating func checkNumber(_ frame: JSON, _ name: String) {
        guard let number = frame["s"]?.int else {
            problems.append("\(name) without s")
            return
        }
        let isVolatile = ["PRESENCE_UPDATE", "TYPING_START"].contains(name)
        let rows =
            name == "REDACTED"
            ? (frame["n"]?.int ?? 0) - (frame["d"]?["first_n"]?.int ?? 0) + 1 : 1
        let expected = isVolatile ? s : s + rows
        if number != expected { problems.append("s \(number) and not \(expected): \(name)") }
        s = number
    }
}

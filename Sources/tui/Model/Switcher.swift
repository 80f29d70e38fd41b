import ChatCore

/// Ctrl-G: a prompt for a channel's name.
struct Switcher: Sendable, Equatable {
    var query = LineEditor()
    var selection = 0

    /// Lower is better; nil when the name doesn't match: beginning, inside, letters in
    /// their order.
    static func score(_ name: String, query: String) -> Int? {
        let name = name.lowercased()
        let query = query.lowercased()
        if query.isEmpty { return 0 }
        if name.hasPrefix(query) { return 0 }
        if name.contains(query) { return 1 }
        var rest = Substring(name)
        for letter in query {
            guard let index = rest.firstIndex(of: letter) else { return nil }
            rest = rest[rest.index(after: index)...]
        }
        return 2
    }
}

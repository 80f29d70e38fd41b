/// What was sent in a channel, for Up and Down.
struct InputHistory: Sendable, Equatable {
    private static let capacity = 200
    private var lines: [String] = []
    /// The line shown; nil while the user writes a new one.
    private var index: Int?
    /// What was being written when Up was first pressed.
    private var stash = ""

    var isBrowsing: Bool { index != nil }

    mutating func add(_ line: String) {
        index = nil
        stash = ""
        guard !line.isEmpty, lines.last != line else { return }
        lines.append(line)
        if lines.count > Self.capacity { lines.removeFirst() }
    }

    /// - Returns: the line to show, or nil when there is none before.
    mutating func previous(current: String) -> String? {
        switch index {
        case nil:
            guard !lines.isEmpty else { return nil }
            stash = current
            index = lines.count - 1
        case .some(let shown):
            guard shown > 0 else { return nil }
            index = shown - 1
        }
        return index.map { lines[$0] }
    }

    mutating func next() -> String? {
        guard let shown = index else { return nil }
        if shown + 1 < lines.count {
            index = shown + 1
            return lines[shown + 1]
        }
        index = nil
        return stash
    }

    mutating func leave() { index = nil }
}

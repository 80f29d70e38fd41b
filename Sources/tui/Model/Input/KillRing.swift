/// What was cut, newest last; Ctrl-Y yanks it, Alt-Y goes back in time.
struct KillRing: Sendable, Equatable {
    private static let capacity = 32
    private var entries: [[Character]] = []
    /// How far Alt-Y has gone back.
    private var turn = 0

    /// - Parameter joining: the kill follows another one, so both come back as one.
    mutating func kill(_ text: [Character], before: Bool, joining: Bool) {
        turn = 0
        guard !text.isEmpty else { return }
        if joining, let last = entries.popLast() {
            entries.append(before ? text + last : last + text)
        } else {
            entries.append(text)
        }
        if entries.count > Self.capacity { entries.removeFirst() }
    }

    mutating func newest() -> [Character] {
        turn = 0
        return entries.last ?? []
    }

    mutating func older() -> [Character] {
        guard !entries.isEmpty else { return [] }
        turn = (turn + 1) % entries.count
        return entries[entries.count - 1 - turn]
    }
}

import ChatCore

/// What is in memory of a channel's messages, in order. Where the order is known to be
/// broken, `hasGapBefore` is set on the message after the hole.
struct MessageLog: Sendable, Equatable {
    private(set) var messages: [ChatMessage] = []

    var first: ChatMessage? { messages.first }
    var last: ChatMessage? { messages.last }
    var isEmpty: Bool { messages.isEmpty }
    var count: Int { messages.count }

    subscript(index: Int) -> ChatMessage { messages[index] }

    func index(of id: MessageID) -> Int? {
        let index = position(of: id)
        return index < messages.count && messages[index].id == id ? index : nil
    }

    /// The first index whose message is not older.
    func position(of id: MessageID) -> Int {
        var low = 0
        var high = messages.count
        while low < high {
            let middle = (low + high) / 2
            if messages[middle].id.rawValue < id.rawValue {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// - Returns: false when it was here already (and was replaced).
    @discardableResult
    mutating func insert(_ message: ChatMessage) -> Bool {
        let index = position(of: message.id)
        if index < messages.count, messages[index].id == message.id {
            replace(at: index, with: message)
            return false
        }
        messages.insert(message, at: index)
        return true
    }

    /// Changes a message that is here.
    /// - Returns: false when it isn't.
    @discardableResult
    mutating func change(_ id: MessageID, _ body: (inout ChatMessage) -> Void) -> Bool {
        guard let index = index(of: id) else { return false }
        body(&messages[index])
        messages[index].revision += 1
        return true
    }

    /// Its gap, if it had one, moves to the next message.
    mutating func remove(_ id: MessageID) -> ChatMessage? {
        guard let index = index(of: id) else { return nil }
        let removed = messages.remove(at: index)
        if removed.hasGapBefore, index < messages.count { messages[index].hasGapBefore = true }
        return removed
    }

    /// Merges a page: every message of the channel from its first to `end` (exclusive;
    /// nil = the newest). What lies in between here and isn't in the page was deleted.
    mutating func merge(_ page: [ChatMessage], before end: MessageID?) {
        guard let oldest = page.first?.id else {
            if let end { change(end) { $0.hasGapBefore = false } }
            return
        }
        let newest = page[page.count - 1].id
        let lower = position(of: oldest)
        let covered = end.map { position(of: $0) } ?? afterPosition(of: newest)
        let kept = messages[..<lower]
        var tail = messages[max(covered, lower)...]
        if !tail.isEmpty { tail[tail.startIndex].hasGapBefore = false }
        let revisions = Dictionary(
            messages[lower..<max(covered, lower)].map { ($0.id, $0.revision) },
            uniquingKeysWith: { $1 })
        let middle = page.map { message in
            var message = message
            message.revision = (revisions[message.id] ?? -1) + 1
            return message
        }
        messages = Array(kept) + middle + Array(tail)
    }

    /// Forgets the oldest; the cache has them.
    mutating func trim(to count: Int) {
        guard messages.count > count else { return }
        messages.removeFirst(messages.count - count)
        messages[0].hasGapBefore = true
    }

    mutating func removeAll() { messages = [] }

    private func afterPosition(of id: MessageID) -> Int {
        let index = position(of: id)
        return index < messages.count && messages[index].id == id ? index + 1 : index
    }

    private mutating func replace(at index: Int, with message: ChatMessage) {
        var message = message
        message.revision = messages[index].revision + 1
        message.hasGapBefore = messages[index].hasGapBefore
        messages[index] = message
    }
}

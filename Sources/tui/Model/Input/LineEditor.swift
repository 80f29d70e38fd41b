/// The input line with Emacs' keys: text, cursor, kill ring and undo.
struct LineEditor: Sendable, Equatable {
    /// Far above what a message may hold, so that a paste can be cut down by hand.
    static let limit = 32_000

    private(set) var text: [Character] = []
    /// An index in `text`, from 0 to its count.
    private(set) var cursor = 0
    private var kills = KillRing()
    private var past: [State] = []
    private var lastAction: EditAction?
    /// What the last yank inserted, for Alt-Y.
    private var yanked: Range<Int>?

    private struct State: Sendable, Equatable {
        var text: [Character]
        var cursor: Int
    }

    var string: String { String(text) }
    var isEmpty: Bool { text.isEmpty }
    var isMultiline: Bool { text.contains("\n") }

    /// Replaces everything, as history and drafts do; undo brings the old text back.
    mutating func replace(with string: String) {
        remember()
        text = Array(string.prefix(Self.limit))
        cursor = text.count
        forgetChain()
    }

    /// Empties the line, as sending does; there is nothing to undo afterwards.
    mutating func clear() {
        text = []
        cursor = 0
        past = []
        forgetChain()
    }

    mutating func insert(_ string: String) {
        remember()
        put(Array(string))
        forgetChain()
    }

    /// Replaces a part (a completion) and places the cursor behind it.
    mutating func replace(_ range: Range<Int>, with string: String) {
        remember()
        let range = range.clamped(to: 0..<text.count)
        text.replaceSubrange(range, with: Array(string))
        cursor = min(range.lowerBound + string.count, text.count)
        forgetChain()
    }

    mutating func apply(_ action: EditAction) {
        let continuesTyping: Bool
        if case .insert(let character) = action, case .insert? = lastAction {
            continuesTyping = character != " "
        } else {
            continuesTyping = false
        }
        if changesText(action), !continuesTyping { remember() }
        if action != .yank && action != .yankOlder { yanked = nil }
        perform(action)
        cursor = min(max(cursor, 0), text.count)
        lastAction = action
    }

    // MARK: Parts

    private func changesText(_ action: EditAction) -> Bool {
        switch action {
        case .left, .right, .wordLeft, .wordRight, .lineStart, .lineEnd, .lineUp, .lineDown,
            .undo:
            false
        default: true
        }
    }

    private mutating func perform(_ action: EditAction) {
        switch action {
        case .insert(let character): put([character])
        case .newline: put(["\n"])
        case .backspace: if cursor > 0 { remove(cursor - 1..<cursor) }
        case .deleteForward: if cursor < text.count { remove(cursor..<cursor + 1) }
        case .left: cursor -= 1
        case .right: cursor += 1
        case .wordLeft: cursor = wordStart(before: cursor)
        case .wordRight: cursor = wordEnd(after: cursor)
        case .lineStart: cursor = lineStart(of: cursor)
        case .lineEnd: cursor = lineEnd(of: cursor)
        case .lineUp: cursor = position(lineUp: true)
        case .lineDown: cursor = position(lineUp: false)
        case .killToLineEnd:
            let end = lineEnd(of: cursor)
            kill(cursor..<(end == cursor ? min(cursor + 1, text.count) : end), before: false)
        case .killToLineStart: kill(lineStart(of: cursor)..<cursor, before: true)
        case .killWordLeft: kill(wordStart(before: cursor)..<cursor, before: true)
        case .killWordRight: kill(cursor..<wordEnd(after: cursor), before: false)
        case .killBlankWordLeft: kill(blankWordStart(before: cursor)..<cursor, before: true)
        case .yank: yank(kills.newest())
        case .yankOlder:
            guard let range = yanked else { return }
            remove(range)
            yank(kills.older())
        case .transpose: transpose()
        case .uppercaseWord: changeWord { $0.uppercased() }
        case .lowercaseWord: changeWord { $0.lowercased() }
        case .undo:
            guard let state = past.popLast() else { return }
            text = state.text
            cursor = state.cursor
        }
    }

    private mutating func put(_ characters: [Character]) {
        let room = max(0, Self.limit - text.count)
        let inserted = characters.prefix(room)
        text.insert(contentsOf: inserted, at: cursor)
        cursor += inserted.count
        normalise(around: cursor)
    }

    /// Scalars typed one by one (a combining mark, the parts of an emoji) join up.
    private mutating func normalise(around index: Int) {
        guard index > 1, text.count >= index else { return }
        let pair = String(text[index - 2...index - 1])
        guard pair.count == 1, let joined = pair.first else { return }
        text.replaceSubrange(index - 2...index - 1, with: [joined])
        cursor -= 1
    }

    private mutating func remove(_ range: Range<Int>) {
        text.removeSubrange(range)
        cursor = range.lowerBound
    }

    private mutating func kill(_ range: Range<Int>, before: Bool) {
        kills.kill(Array(text[range]), before: before, joining: lastAction?.isKill ?? false)
        remove(range)
    }

    private mutating func yank(_ characters: [Character]) {
        let start = cursor
        put(characters)
        yanked = start..<cursor
    }

    private mutating func transpose() {
        guard text.count > 1, cursor > 0 else { return }
        let right = min(cursor, text.count - 1)
        text.swapAt(right - 1, right)
        cursor = right + 1
    }

    private mutating func changeWord(_ change: (Character) -> String) {
        let end = wordEnd(after: cursor)
        let changed = text[cursor..<end].flatMap { Array(change($0)) }
        text.replaceSubrange(cursor..<end, with: changed)
        cursor += changed.count
    }

    private mutating func remember() {
        past.append(State(text: text, cursor: cursor))
        if past.count > 100 { past.removeFirst() }
    }

    private mutating func forgetChain() {
        lastAction = nil
        yanked = nil
    }
}

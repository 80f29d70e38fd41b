/// What a key does to the input line.
enum EditAction: Sendable, Hashable {
    case insert(Character)
    case newline
    case backspace, deleteForward
    case left, right, wordLeft, wordRight, lineStart, lineEnd, lineUp, lineDown
    case killToLineEnd, killToLineStart, killWordLeft, killWordRight, killBlankWordLeft
    case yank, yankOlder
    case transpose
    case uppercaseWord, lowercaseWord
    case undo

    var isKill: Bool {
        switch self {
        case .killToLineEnd, .killToLineStart, .killWordLeft, .killWordRight, .killBlankWordLeft:
            true
        default: false
        }
    }
}

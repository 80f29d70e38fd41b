/// Where words and lines begin and end.
extension LineEditor {
    var isOnFirstLine: Bool { lineStart(of: cursor) == 0 }
    var isOnLastLine: Bool { lineEnd(of: cursor) == text.count }

    func lineStart(of index: Int) -> Int {
        text[..<index].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    }

    func lineEnd(of index: Int) -> Int {
        text[index...].firstIndex(of: "\n") ?? text.count
    }

    func wordStart(before index: Int) -> Int {
        var index = index
        while index > 0, !text[index - 1].isWordPart { index -= 1 }
        while index > 0, text[index - 1].isWordPart { index -= 1 }
        return index
    }

    func wordEnd(after index: Int) -> Int {
        var index = index
        while index < text.count, !text[index].isWordPart { index += 1 }
        while index < text.count, text[index].isWordPart { index += 1 }
        return index
    }

    /// Ctrl-W's word: what lies between blanks.
    func blankWordStart(before index: Int) -> Int {
        var index = index
        while index > 0, text[index - 1].isWhitespace { index -= 1 }
        while index > 0, !text[index - 1].isWhitespace { index -= 1 }
        return index
    }

    /// The line above or below, in the same column as far as it reaches.
    func position(lineUp up: Bool) -> Int {
        let start = lineStart(of: cursor)
        let column = cursor - start
        if up {
            guard start > 0 else { return cursor }
            let above = lineStart(of: start - 1)
            return min(above + column, start - 1)
        }
        let end = lineEnd(of: cursor)
        guard end < text.count else { return cursor }
        return min(end + 1 + column, lineEnd(of: end + 1))
    }
}

extension Character {
    var isWordPart: Bool { isLetter || isNumber || self == "_" }
}

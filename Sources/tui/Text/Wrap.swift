/// Breaks text into lines for a width, at spaces and between wide characters; a word is
/// split only where it is longer than a whole line.
enum Wrap {
    /// The lines, at least one, as slices of the text, so that whoever marked ranges of it
    /// finds them again. Newlines and the spaces at a break belong to no line; spaces at
    /// the start of a paragraph stay.
    /// - Parameter firstWidth: the width of the first line, where something stands before it.
    static func lines(_ text: String, width: Int, firstWidth: Int? = nil) -> [Substring] {
        var lines: [Substring] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var breaker = Breaker(
                paragraph, width: max(width, 1),
                firstWidth: max(lines.isEmpty ? firstWidth ?? width : width, 1))
            breaker.run()
            lines += breaker.lines
        }
        return lines
    }

    private struct Breaker {
        private let text: Substring
        private let isASCII: Bool
        private let width: Int
        private var limit: Int
        private var lineStart: Substring.Index
        private var used = 0
        private(set) var lines: [Substring] = []

        init(_ text: Substring, width: Int, firstWidth: Int) {
            self.text = text
            self.width = width
            isASCII = TextWidth.isPrintableASCII(text)
            limit = firstWidth
            lineStart = text.startIndex
        }

        mutating func run() {
            var index = text.startIndex
            while index < text.endIndex {
                let spaces = measure(from: index, spaces: true)
                // Spaces past the edge hang there: they neither break a line nor start one,
                // except for an indent.
                if spaces.end > index {
                    if used == 0, lines.isEmpty {
                        used = min(spaces.width, limit)
                    } else {
                        used += spaces.width
                    }
                    index = spaces.end
                    continue
                }
                let word = measure(from: index, spaces: false)
                if used + word.width > limit, used > 0, lineStart < index,
                    worthMoving(word, at: index)
                {
                    breakLine(at: index)
                }
                if used + word.width <= limit {
                    used += word.width
                } else {
                    split(from: index, to: word.end)
                }
                index = word.end
            }
            lines.append(trimmed(text[lineStart...]))
        }

        /// A word that no line can hold fills this line first, unless it is a URL.
        private func worthMoving(
            _ word: (end: Substring.Index, width: Int), at index: Substring.Index
        ) -> Bool {
            word.width <= width || used >= limit || text[index..<word.end].contains("://")
        }

        private mutating func split(from start: Substring.Index, to end: Substring.Index) {
            var index = start
            while index < end {
                let step = columns(at: index)
                let after = next(index)
                if step > width {
                    splitCluster(from: index, to: after)
                } else {
                    if used + step > limit, lineStart < index { breakLine(at: index) }
                    used += step
                }
                index = after
            }
        }

        /// A cluster may be of any length: many Hangul initials, a chain of conjuncts.
        private mutating func splitCluster(from start: Substring.Index, to end: Substring.Index) {
            var index = start
            while index < end {
                let step = TextWidth.of(text.unicodeScalars[index])
                if used + step > limit, lineStart < index { breakLine(at: index) }
                used += step
                index = text.unicodeScalars.index(after: index)
            }
        }

        private mutating func breakLine(at index: Substring.Index) {
            lines.append(trimmed(text[lineStart..<index]))
            lineStart = index
            used = 0
            limit = width
        }

        private func trimmed(_ line: Substring) -> Substring {
            var line = line
            while line.utf8.last == 0x20 { line.removeLast() }
            return line
        }

        /// The run of spaces, or the unbreakable word, that starts here.
        private func measure(from start: Substring.Index, spaces: Bool) -> (
            end: Substring.Index, width: Int
        ) {
            var index = start
            var total = 0
            while index < text.endIndex, isSpace(index) == spaces {
                let step = columns(at: index)
                if step == 2, !spaces {
                    // Between wide characters any line may end.
                    if total == 0 { return (next(index), step) }
                    break
                }
                total += step
                index = next(index)
            }
            return (index, total)
        }

        private func isSpace(_ index: Substring.Index) -> Bool {
            isASCII ? text.utf8[index] == 0x20 : text[index] == " "
        }

        private func columns(at index: Substring.Index) -> Int {
            isASCII ? 1 : TextWidth.of(text[index])
        }

        private func next(_ index: Substring.Index) -> Substring.Index {
            isASCII ? text.utf8.index(after: index) : text.index(after: index)
        }
    }
}

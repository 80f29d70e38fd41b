/// How many columns text takes on a terminal: our own table, whatever the locale.
enum TextWidth {
    /// Columns of one scalar: 0, 1 or 2. Controls count 1, for they are shown as U+FFFD.
    static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value == 0xAD ? 0 : 1 }
        if contains(WidthTable.zero, value) { return 0 }
        return value >= 0x1100 && contains(WidthTable.wide, value) ? 2 : 1
    }

    /// Columns of one grapheme cluster.
    static func of(_ character: Character) -> Int {
        if let ascii = character.asciiValue, ascii != 0x0A { return 1 }
        let scalars = character.unicodeScalars
        // A mark that stands on nothing is shown as U+FFFD.
        var width = max(of(scalars[scalars.startIndex]), 1)
        let second = scalars.index(after: scalars.startIndex)
        if second == scalars.endIndex { return width }
        if Emoji.isSequence(scalars) { return 2 }
        for scalar in scalars[second...] { width += of(scalar) }
        return width
    }

    /// Columns of a line.
    static func of(_ text: some StringProtocol) -> Int {
        if isPrintableASCII(text) { return text.utf8.count }
        var width = 0
        for character in text { width += of(character) }
        return width
    }

    /// The longest prefix of whole clusters that fits.
    static func prefix<Text: StringProtocol>(
        _ text: Text, fitting width: Int
    ) -> Text.SubSequence {
        var used = 0
        var index = text.startIndex
        while index < text.endIndex {
            used += of(text[index])
            if used > width { break }
            index = text.index(after: index)
        }
        return text[..<index]
    }

    /// The text itself, or its longest prefix that fits with an ellipsis behind it.
    static func truncate(_ text: String, to width: Int) -> String {
        if of(text) <= width { return text }
        return width < 1 ? "" : prefix(text, fitting: width - 1) + "…"
    }

    static func isPrintableASCII(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    private static func contains(_ ranges: [UInt32], _ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count / 2
        while low < high {
            let middle = (low + high) / 2
            if ranges[2 * middle + 1] < value { low = middle + 1 } else { high = middle }
        }
        return 2 * low < ranges.count && ranges[2 * low] <= value
    }
}

extension CellGrid {
    /// The text layer, one line a row, spaces at the ends cut.
    var textDump: String {
        (0..<rows).map { row in
            var line = ""
            for column in 0..<columns where self[row, column].width > 0 {
                line += text(of: self[row, column])
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// The style layer: a letter for each style other than plain, and what each means.
    var styleDump: String {
        var letters: [UInt16: Character] = [:]
        var legend: [String] = []
        let lines = (0..<rows).map { row in
            var line = ""
            for column in 0..<columns {
                let id = self[row, column].style
                if id == 0 {
                    line.append(" ")
                } else {
                    if letters[id] == nil {
                        let letter = Character(Unicode.Scalar(UInt8(97 + letters.count % 26)))
                        letters[id] = letter
                        legend.append("\(letter): \(style(of: self[row, column]).summary)")
                    }
                    line.append(letters[id]!)
                }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
        return (lines + legend).joined(separator: "\n")
    }
}

extension Style {
    /// `red on 236 bold underline link(https://…)`.
    var summary: String {
        var words: [String] = []
        if case .indexed(let index) = foreground { words.append("\(index)") }
        if case .indexed(let index) = background { words.append("on \(index)") }
        let names: [(Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
            (.reverse, "reverse"),
        ]
        for (attribute, name) in names where attributes.contains(attribute) { words.append(name) }
        if let link { words.append("link(\(link))") }
        return words.joined(separator: " ")
    }
}

/// The texts that are made from the table, so that none can disagree with the code.
extension OptionTable {
    /// The lines of `--help`, two columns, at most 80 characters wide.
    package func help(_ keys: [String]? = nil) -> String {
        let shown = keys.map { keys in keys.compactMap { self[$0] } } ?? options
        var text = ""
        for option in shown {
            let letter = option.letter.map { "-\($0), " } ?? ""
            let placeholder = option.placeholder.isEmpty ? "" : " " + option.placeholder
            let head = "  \(letter)\(option.flag)\(placeholder)"
            var column = head.count
            text += head
            if column > 26 {
                text += "\n"
                column = 0
            }
            for (index, line) in Self.wrap(sentence(option), width: 50).enumerated() {
                if index > 0 {
                    text += "\n"
                    column = 0
                }
                text += String(repeating: " ", count: 28 - column) + line
            }
            text += "\n"
        }
        return text
    }

    /// The commented configuration file: every option with its default.
    package func configurationFile(title: [String], sections: [(name: String, help: String)])
        -> String
    {
        var text = title.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
        for section in sections {
            text += "\n[\(section.name)]\n"
            for line in Self.wrap(section.help, width: 76) { text += "# \(line)\n" }
            for option in options where option.section == section.name {
                text += "\n"
                for line in Self.wrap(option.help + values(option.kind), width: 76) {
                    text += "# \(line)\n"
                }
                let value = option.fallback ?? ""
                text += value.isEmpty ? "#\(option.key) =\n" : "#\(option.key) = \(value)\n"
            }
        }
        return text
    }

    /// The options of a section as a list in troff's man macros.
    package func manual(section: String?) -> String {
        var text = ""
        for option in options where option.section == section {
            text += ".TP\n"
            if section == nil {
                let letter = option.letter.map { "\\fB\\-\($0)\\fR, " } ?? ""
                let placeholder =
                    option.placeholder.isEmpty ? "" : " \\fI\(Self.troff(option.placeholder))\\fR"
                text += "\(letter)\\fB\(Self.troff(option.flag))\\fR\(placeholder)\n"
                text += Self.troff(sentence(option)) + "\n"
            } else {
                text += "\\fB\(Self.troff(option.key))\\fR"
                text +=
                    option.placeholder.isEmpty
                    ? " = \\fIyes\\fR|\\fIno\\fR\n"
                    : " = \\fI\(Self.troff(option.placeholder))\\fR\n"
                text += Self.troff(option.help + values(option.kind)) + "\n"
                let fallback = option.fallback.map { "Default: \($0)." } ?? "Not set by default."
                text += Self.troff(fallback) + "\n"
                text +=
                    "(\\fB\(Self.troff(option.flag))\\fR, \\fB\(option.environment ?? "")\\fR)\n"
            }
        }
        return text
    }

    private func sentence(_ option: Option) -> String {
        guard let fallback = option.fallback, option.kind != .flag else { return option.help }
        return option.help + " Default: \(fallback)."
    }

    private func values(_ kind: OptionKind) -> String {
        switch kind {
        case .choice(let names): " One of: \(names.joined(separator: ", "))."
        case .flag: " Yes or no."
        case .list, .addresses: " Several are separated by commas."
        default: ""
        }
    }

    /// Breaks at blanks.
    package static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    package static func troff(_ text: String) -> String {
        var output = ""
        for character in text {
            switch character {
            case "\\": output += "\\e"
            case "-": output += "\\-"
            default: output.append(character)
            }
        }
        return output.hasPrefix(".") || output.hasPrefix("'") ? "\\&" + output : output
    }
}

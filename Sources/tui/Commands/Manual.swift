import ChatBase

/// The parts of roost(1) that the tables write.
enum Manual {
    /// The sections COMMANDS, SETTINGS and KEYS in man(7) macros.
    static var sections: String {
        var text = ".SH COMMANDS\n"
        text += "A line that begins with a slash is a command; two slashes send one.\n"
        for command in CommandTable.all {
            text += ".TP\n\(usage(command))\n"
            text += sentence(command.summary) + "\n"
            if !command.details.isEmpty { text += OptionTable.troff(command.details) + "\n" }
        }
        text += ".SH SETTINGS\n.B /set\nshows them;\n.B /set NAME VALUE\nchanges one.\n"
        for setting in Setting.allCases {
            text +=
                ".TP\n.BR \(setting.rawValue) \" (\(setting.values.joined(separator: ", ")))\"\n"
            text += sentence(setting.summary) + "\n"
        }
        text += ".SH KEYS\n"
        for binding in Keymap.help {
            text += ".TP\n.B \(OptionTable.troff(binding.keys))\n\(sentence(binding.summary))\n"
        }
        return text
    }

    private static func usage(_ command: Command) -> String {
        guard !command.arguments.isEmpty else { return ".B /\(command.name)" }
        let arguments = command.arguments.map { argument in
            argument.isOptional ? "[\\fI\(inner(argument))\\fR]" : "\\fI\(inner(argument))\\fR"
        }
        return ".BR /\(command.name) \" \(arguments.joined(separator: " "))\""
    }

    private static func inner(_ argument: Argument) -> String {
        if case .oneOf(let words) = argument.kind { return words.joined(separator: "|") }
        return OptionTable.troff(argument.label)
    }

    /// `what it does` -> `What it does.`
    private static func sentence(_ text: String) -> String {
        OptionTable.troff(text.prefix(1).uppercased() + text.dropFirst()) + "."
    }
}

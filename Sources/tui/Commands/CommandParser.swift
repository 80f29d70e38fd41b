import ChatBase

/// What a line that Enter was pressed on means.
enum ParsedLine {
    case message(String)
    case command(Command, CommandArguments)
    /// Shown to the user; never sent.
    case mistake(String)
}

/// Tells messages from commands. `//` sends a slash; an unknown command is a mistake.
enum CommandParser {
    static func parse(_ line: String) -> ParsedLine {
        guard line.hasPrefix("/") else { return .message(line) }
        if line.hasPrefix("//") { return .message(String(line.dropFirst())) }
        let body = line.dropFirst()
        let name = body.prefix { !$0.isWhitespace }.lowercased()
        let rest = body.dropFirst(name.count)
        guard let command = CommandTable.command(named: name) else {
            return .mistake(mistake(for: name))
        }
        let words = split(rest, for: command.arguments)
        if words.count < command.required { return .mistake("Usage: \(command.usage)") }
        if command.arguments.isEmpty, rest.contains(where: { !$0.isWhitespace }) {
            return .mistake("/\(name) takes nothing after it. Usage: \(command.usage)")
        }
        return .command(command, CommandArguments(words: words))
    }

    private static func mistake(for name: String) -> String {
        if let later = CommandTable.later.first(where: { $0.name == name }) {
            return "/\(name) comes later: \(later.what)."
        }
        if name.isEmpty { return "A command needs a name: /help lists them; // sends a slash." }
        if let near = NearestName.of(name, among: CommandTable.all.map(\.name)) {
            return "There is no /\(name). Did you mean /\(near)? (// sends a slash)"
        }
        return "There is no /\(name): /help lists the commands; // sends a slash."
    }

    /// The last argument takes the rest of the line when it is text; blanks part the others.
    static func split(_ rest: Substring, for arguments: [Argument]) -> [String] {
        var rest = rest.drop(while: \.isWhitespace)
        var words: [String] = []
        for argument in arguments {
            guard !rest.isEmpty else { break }
            if argument.kind == .text {
                words.append(trimmingEnd(rest))
                return words
            }
            let word = rest.prefix { !$0.isWhitespace }
            words.append(String(word))
            rest = rest.dropFirst(word.count).drop(while: \.isWhitespace)
        }
        return words
    }

    private static func trimmingEnd(_ text: Substring) -> String {
        var text = text
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

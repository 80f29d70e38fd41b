/// Files and functions small enough to be read whole.
enum SizeRule {
    static let fileLines = 500
    static let functionLines = 100

    static func violations(in file: SourceFile) -> [Violation] {
        var found: [Violation] = []
        if file.lineCount > fileLines {
            found.append(
                Violation(
                    path: file.path, line: 1,
                    message: "\(file.lineCount) lines: cut it by concern, \(fileLines) at most"))
        }
        for function in functions(in: file) where function.lineCount > functionLines {
            found.append(
                Violation(
                    path: file.path, line: function.line,
                    message: "\(function.name) has \(function.lineCount) lines: "
                        + "give its parts names, \(functionLines) at most"))
        }
        return found
    }

    struct Function: Equatable {
        var name: String
        var line: Int
        var lineCount: Int
    }

    /// Functions, initializers, subscripts and computed properties that have a body.
    static func functions(in file: SourceFile) -> [Function] {
        let tokens = file.tokens
        return tokens.indices.compactMap { index in
            guard let name = declaredName(at: index, in: tokens),
                let opening = body(after: index, in: tokens)
            else { return nil }
            let closing = matchingBrace(of: opening, in: tokens)
            let line = tokens[index].line
            return Function(name: name, line: line, lineCount: tokens[closing].line - line + 1)
        }
    }

    private static func declaredName(at index: Int, in tokens: [Token]) -> String? {
        let text = tokens[index].text
        let isMember = index > 0 && tokens[index - 1].text == "."
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        switch text {
        case "func", "var": return isMember ? nil : next
        case "init": return !isMember && ["(", "<", "?", "!"].contains(next) ? text : nil
        case "subscript": return !isMember && ["(", "<"].contains(next) ? text : nil
        case "deinit": return text
        default: return nil
        }
    }

    private static let declarations: Set = [
        "func", "var", "let", "init", "deinit", "subscript", "case", "static", "mutating",
        "associatedtype", "struct", "class", "enum", "extension", "protocol", "typealias", "import",
    ]

    /// The brace that opens the body; nil for a protocol's requirement and a stored property.
    private static func body(after index: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        var next = index + 1
        while next < tokens.count {
            let token = tokens[next]
            switch token.text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return next
            case "}" where depth == 0: return nil
            case "=" where depth == 0 && tokens[index].text == "var": return nil
            case let word where depth == 0 && declarations.contains(word) && next > index + 1:
                return nil
            default: break
            }
            if depth < 0 { return nil }
            next += 1
        }
        return nil
    }

    private static func matchingBrace(of opening: Int, in tokens: [Token]) -> Int {
        var depth = 0
        for index in opening..<tokens.count {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return tokens.count - 1
    }
}

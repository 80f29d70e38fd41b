/// What is wrong with a setting, where, and what would be right.
package struct OptionProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Place: Sendable, Hashable {
        case file(path: String, line: Int?)
        case environment(String)
        case flag(String)
        case arguments
    }

    package let place: Place
    package let message: String
    package let fix: String?

    package init(_ place: Place, _ message: String, fix: String? = nil) {
        self.place = place
        self.message = message
        self.fix = fix
    }

    /// `roostd.conf:12: unknown key "listn" in [server]; did you mean "listen"?`
    package var description: String {
        let start: String =
            switch place {
            case .file(let path, let line?): "\(path):\(line): "
            case .file(let path, nil): "\(path): "
            case .environment(let name): "\(name): "
            case .flag(let flag): "\(flag): "
            case .arguments: ""
            }
        return start + message + (fix.map { "; \($0)" } ?? "")
    }
}

/// All that was wrong at once, so that one run shows every mistake.
package struct OptionProblems: Error, Sendable, Hashable, CustomStringConvertible {
    package let problems: [OptionProblem]

    package init(_ problems: [OptionProblem]) { self.problems = problems }

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

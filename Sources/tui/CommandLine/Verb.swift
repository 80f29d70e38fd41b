/// One command of the command line: what it takes, and what is said about it. Parser,
/// help, completions and the manual page all read this.
struct Verb: Sendable {
    var name: String
    /// The arguments, as `CHANNEL [TEXT|-]`.
    var arguments: String
    /// How many there must be.
    var count: ClosedRange<Int>
    var summary: String
    var options: [Option] = []
    /// More than the summary says, in sentences.
    var details: [String] = []

    struct Option: Sendable {
        /// Without dashes.
        var name: String
        /// What the value is called; nil for a switch.
        var value: String?
        /// The value may be left out; it follows `=` then.
        var isValueOptional = false
        var summary: String

        /// A switch.
        init(_ name: String, _ summary: String) {
            self.name = name
            self.summary = summary
        }

        /// An option with a value.
        init(_ name: String, _ value: String, optional: Bool = false, _ summary: String) {
            self.name = name
            self.value = value
            isValueOptional = optional
            self.summary = summary
        }

        var flag: String { (name.count == 1 ? "-" : "--") + name }

        /// As it is written: `--code[=LANGUAGE]`.
        var usage: String {
            guard let value else { return flag }
            return isValueOptional ? "\(flag)[=\(value)]" : "\(flag) \(value)"
        }
    }

    var usage: String {
        let words = [name, arguments] + options.map { "[\($0.usage)]" }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    static func named(_ name: String) -> Verb? { all.first { $0.name == name } }
}

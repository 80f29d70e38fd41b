/// The words of a command line, sorted by what a verb takes.
struct Arguments: Sendable {
    private(set) var words: [String] = []
    private var values: [String: String] = [:]

    /// Options may stand anywhere; `--` ends them. `-` is a word.
    init(_ arguments: some Collection<String>, for verb: Verb) throws(CommandFailure) {
        var rest = Array(arguments)[...]
        var takesOptions = true
        while let word = rest.popFirst() {
            guard takesOptions, word.hasPrefix("-"), word != "-" else {
                words.append(word)
                continue
            }
            if word == "--" {
                takesOptions = false
                continue
            }
            let (name, attached) = Self.split(word)
            guard let option = verb.options.first(where: { $0.name == name }) else {
                throw .usage("\(verb.name) has no option \(word). Usage: roost \(verb.usage)")
            }
            values[name] = try Self.value(option, attached, &rest)
        }
        guard verb.count.contains(words.count) else {
            throw .usage("Usage: roost \(verb.usage)")
        }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// The value of an option; empty for a switch.
    subscript(name: String) -> String? { values[name] }

    /// `--name=value`, `-nvalue`, `--name`, `-n`.
    private static func split(_ word: String) -> (name: String, value: String?) {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
        }
        let value = word.dropFirst(2)
        return (String(word.dropFirst().prefix(1)), value.isEmpty ? nil : String(value))
    }

    private static func value(
        _ option: Verb.Option, _ attached: String?, _ rest: inout ArraySlice<String>
    ) throws(CommandFailure) -> String {
        guard let name = option.value else {
            if attached != nil { throw .usage("\(option.flag) takes no value.") }
            return ""
        }
        if let attached { return attached }
        if option.isValueOptional { return "" }
        guard let next = rest.popFirst() else {
            throw .usage("\(option.flag) needs a value: \(name).")
        }
        return next
    }
}

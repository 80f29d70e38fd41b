/// One setting. Its key names it everywhere: `listen` is `listen = …` in the file,
/// `ROOST_LISTEN` in the environment and `--listen` among the flags.
package struct Option: Sendable, Hashable {
    /// Where it may be given, in rising order of weight.
    package enum Scope: Sendable, Hashable {
        /// In this section of the file, in the environment and as a flag.
        case everywhere(section: String)
        /// In the environment and as a flag.
        case environmentAndFlag
        /// As a flag only: what belongs to one call.
        case flagOnly
    }

    package let key: String
    package let scope: Scope
    package let kind: OptionKind
    /// As it would be written; nil when the option is off or empty unless given.
    package let fallback: String?
    /// What stands for the value in the help, such as `ADDRESS`; empty for flags.
    package let placeholder: String
    /// One or two sentences.
    package let help: String
    /// A one-letter form, such as `-n`.
    package let letter: Character?

    package init(
        _ key: String, in scope: Scope, _ kind: OptionKind, default fallback: String? = nil,
        placeholder: String = "", letter: Character? = nil, help: String
    ) {
        self.key = key
        self.scope = scope
        self.kind = kind
        self.fallback = fallback
        self.placeholder = placeholder
        self.letter = letter
        self.help = help
    }

    /// An option of the file.
    package init(
        _ key: String, section: String, _ kind: OptionKind, default fallback: String? = nil,
        placeholder: String = "", letter: Character? = nil, help: String
    ) {
        self.init(
            key, in: .everywhere(section: section), kind, default: fallback,
            placeholder: placeholder, letter: letter, help: help)
    }

    package var flag: String {
        "--" + String(key.map { $0 == "_" ? "-" : $0 })
    }

    package var environment: String? {
        scope == .flagOnly ? nil : "ROOST_" + key.uppercased()
    }

    package var section: String? {
        if case .everywhere(let section) = scope { section } else { nil }
    }
}

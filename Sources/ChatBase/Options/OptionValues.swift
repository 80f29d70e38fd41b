/// The settings after merging, each checked against its kind.
package struct OptionValues: Sendable {
    private var texts: [String: String]

    /// What the command line held besides flags.
    package internal(set) var positionals: [String]
    /// Keys that were given somewhere.
    package internal(set) var given: Set<String>

    init(texts: [String: String]) {
        self.texts = texts
        positionals = []
        given = []
    }

    mutating func set(_ key: String, _ text: String) {
        texts[key] = text
        given.insert(key)
    }

    package func text(_ key: String) -> String? { texts[key] }

    package func bool(_ key: String) -> Bool {
        texts[key].flatMap(OptionKind.bool) ?? false
    }

    /// - Precondition: the option has a default.
    package func int(_ key: String) -> Int { value(key) { Int($0) } }

    package func size(_ key: String) -> Int { value(key, OptionKind.size) }

    package func duration(_ key: String) -> Duration { value(key, OptionKind.duration) }

    package func rate(_ key: String) -> (count: Int, window: Duration) {
        value(key, OptionKind.rate)
    }

    package func list(_ key: String) -> [String] { OptionKind.list(texts[key] ?? "") }

    private func value<Value>(_ key: String, _ read: (String) -> Value?) -> Value {
        guard let value = texts[key].flatMap(read) else {
            preconditionFailure("option \(key) has no default of its kind")
        }
        return value
    }
}

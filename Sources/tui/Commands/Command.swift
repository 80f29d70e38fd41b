import ChatBase

/// One entry of the command table: the parser, completion, `/help`, F1 and the manual
/// page all read it.
struct Command: Sendable {
    /// Without the slash.
    let name: String
    let arguments: [Argument]
    /// One line, for lists.
    let summary: String
    /// What the manual page adds to the summary.
    let details: String
    let handler: Handler

    typealias Handler =
        @Sendable (inout AppModel, CommandArguments, MonotonicTime) -> [Effect]

    init(
        _ name: String, _ arguments: [Argument] = [], _ summary: String, details: String = "",
        handler: @escaping Handler
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.details = details
        self.handler = handler
    }

    /// `/topic [TEXT]`
    var usage: String {
        (["/" + name] + arguments.map(\.usage)).joined(separator: " ")
    }

    /// How many words it needs at least.
    var required: Int { arguments.count { !$0.isOptional } }
}

/// A word a command takes, and what Tab offers for it.
struct Argument: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case person, channel, command, setting
        case oneOf([String])
        case word
        /// Everything to the end of the line.
        case text
    }

    let label: String
    let kind: Kind
    let isOptional: Bool

    static func required(_ label: String, _ kind: Kind) -> Self {
        Self(label: label, kind: kind, isOptional: false)
    }

    static func optional(_ label: String, _ kind: Kind) -> Self {
        Self(label: label, kind: kind, isOptional: true)
    }

    var usage: String {
        let text: String
        if case .oneOf(let words) = kind {
            text = words.joined(separator: "|")
        } else {
            text = label
        }
        return isOptional ? "[\(text)]" : text
    }
}

/// The words after a command's name.
struct CommandArguments: Sendable, Equatable {
    let words: [String]

    /// The word, or nil when it was left out.
    subscript(index: Int) -> String? {
        words.indices.contains(index) ? words[index] : nil
    }
}

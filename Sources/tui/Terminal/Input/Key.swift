/// One press of a key.
struct Key: Hashable, Sendable {
    var code: Code
    var modifiers: Modifiers

    init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }

    /// `Key("a")`, `Key("a", .control)`, `Key("x", .alt)`.
    init(_ character: Character, _ modifiers: Modifiers = []) {
        self.init(.character(character), modifiers)
    }

    /// What the key means. Control-letters are the lower-case letter with `.control`;
    /// Ctrl-H and Ctrl-J are told from Backspace (0x7F) and Enter (0x0D).
    enum Code: Hashable, Sendable {
        /// One scalar; combining marks come as keys of their own.
        case character(Character)
        case enter, tab, backspace, escape
        case up, down, left, right
        case home, end, pageUp, pageDown
        case insert, delete
        case function(Int)
    }

    struct Modifiers: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let shift = Self(rawValue: 1)
        static let alt = Self(rawValue: 2)
        static let control = Self(rawValue: 4)
        static let `super` = Self(rawValue: 8)
    }
}

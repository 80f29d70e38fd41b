/// How a cell looks.
struct Style: Hashable, Sendable {
    var foreground: Color = .standard
    var background: Color = .standard
    var attributes: Attributes = []
    /// Where a click leads (OSC 8), or nil.
    var link: String?

    static let plain = Style()

    init(
        _ foreground: Color = .standard, on background: Color = .standard,
        _ attributes: Attributes = [], link: String? = nil
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
        self.link = link
    }

    struct Attributes: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let bold = Self(rawValue: 1)
        static let dim = Self(rawValue: 2)
        static let italic = Self(rawValue: 4)
        static let underline = Self(rawValue: 8)
        static let reverse = Self(rawValue: 16)
    }

    /// The terminal's own colour, or one of its palette: 0 to 15 are the user's, so they
    /// suit light and dark; above is the fixed cube.
    enum Color: Hashable, Sendable {
        case standard
        case indexed(UInt8)

        static let red = Self.indexed(1)
        static let green = Self.indexed(2)
        static let yellow = Self.indexed(3)
        static let blue = Self.indexed(4)
        static let magenta = Self.indexed(5)
        static let cyan = Self.indexed(6)
    }
}

/// The one place where text from others is made fit for a terminal. What could steer the
/// terminal, turn the line around or hide is shown as a mark instead: ␛ and its like for
/// control characters, U+FFFD for the rest. Nothing is dropped silently.
enum Sanitizer {
    /// Marks on one base; more only serve to paint over the lines around.
    static let maximumMarks = 8
    static let tabStop = 4

    /// For names, topics and whatever else has one line: line ends become spaces.
    static func line(_ text: String) -> String { clean(text, keepsLines: false) }

    /// For messages: `\n` stays, tabs become spaces.
    static func block(_ text: String) -> String { clean(text, keepsLines: true) }

    /// Rewrites serialised JSON so that it can be shown on a terminal and still parses to
    /// the same value: DEL, C1, U+2028/9 and every format character (bidi controls,
    /// zero-width ones) become `\u` escapes. They occur only inside strings.
    static func json(_ text: String) -> String {
        if TextWidth.isPrintableASCII(text) { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.value < 0x7F || !needsEscape(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func clean(_ text: String, keepsLines: Bool) -> String {
        if TextWidth.isPrintableASCII(text) { return text }
        var cleaner = Cleaner(keepsLines: keepsLines)
        cleaner.result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { cleaner.take(scalar) }
        return cleaner.result
    }

    private struct Cleaner {
        let keepsLines: Bool
        var result = ""
        /// What a joiner, mark or selector would join: nil after a space or a line end.
        private var base: Unicode.Scalar?
        private var marks = 0
        private var selectors = 0
        private var afterReturn = false
        private var column = 0

        init(keepsLines: Bool) { self.keepsLines = keepsLines }

        mutating func take(_ scalar: Unicode.Scalar) {
            let followsReturn = afterReturn
            afterReturn = scalar == "\r"
            switch scalar.value {
            case 0x20...0x7E: append(scalar)
            case 0x0A where followsReturn: break
            case 0x0A, 0x0D, 0x2028, 0x2029: endLine()
            case 0x09:
                let spaces = Sanitizer.tabStop - column % Sanitizer.tabStop
                for _ in 0..<spaces { append(" ") }
            case 0..<0x20: append(Unicode.Scalar(0x2400 + scalar.value)!)
            case 0x7F: append("\u{2421}")
            default: takeOther(scalar)
            }
        }

        private mutating func takeOther(_ scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x200C, 0x200D:
                // Joiners shape Arabic and Indic letters and emoji; elsewhere they only hide.
                if marks == 0, let base, Self.joins(base) {
                    keep(scalar)
                    marks += 1
                } else {
                    append("\u{FFFD}")
                }
            case 0xE0020...0xE007F where base == "\u{1F3F4}" && marks < Sanitizer.maximumMarks:
                // The flags of England, Scotland and Wales.
                keep(scalar)
                marks += 1
            case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F:
                if base != nil, selectors == 0 {
                    keep(scalar)
                    selectors += 1
                } else {
                    append("\u{FFFD}")
                }
            case 0x34F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x17B4, 0x17B5:
                append(scalar == "\u{2800}" ? scalar : "\u{FFFD}")
            default: takeByCategory(scalar)
            }
        }

        private static func joins(_ base: Unicode.Scalar) -> Bool {
            base.value >= 0x600 && base.properties.isAlphabetic
                || base.value > 0x7F && base.properties.isEmoji
        }

        private mutating func takeByCategory(_ scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate: append("\u{FFFD}")
            case .nonspacingMark, .enclosingMark, .spacingMark:
                marks += 1
                if base != nil, marks <= Sanitizer.maximumMarks {
                    keep(scalar)
                } else if marks == (base == nil ? 1 : Sanitizer.maximumMarks + 1) {
                    // One replacement for all the marks that go.
                    keep("\u{FFFD}")
                    base = nil
                }
            case .spaceSeparator: append(" ")
            default: append(scalar)
            }
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            result.unicodeScalars.append(scalar)
            base = scalar == " " || scalar == "\u{FFFD}" ? nil : scalar
            marks = 0
            selectors = 0
            column += TextWidth.of(scalar)
        }

        private mutating func keep(_ scalar: Unicode.Scalar) {
            result.unicodeScalars.append(scalar)
        }

        private mutating func endLine() {
            if keepsLines {
                result.unicodeScalars.append("\n")
                column = 0
                base = nil
                marks = 0
                selectors = 0
            } else {
                append(" ")
            }
        }
    }
}

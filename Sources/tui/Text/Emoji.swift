/// Emoji of several scalars. Terminals disagree on how wide they are, and curses cannot
/// hold them, so the first releases show the base glyph in two columns.
enum Emoji {
    /// Whether the cluster is an emoji made of more than its base: a ZWJ or skin tone
    /// sequence, a flag, a keycap, or a text glyph asked to look like an emoji.
    static func isSequence(_ scalars: Character.UnicodeScalarView) -> Bool {
        guard let first = scalars.first, first.properties.isEmoji else { return false }
        return scalars.dropFirst().contains { scalar in
            switch scalar.value {
            case 0x200D, 0xFE0F, 0x20E3, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F:
                true
            default: false
            }
        }
    }

    /// What stands for the sequence: two columns of plain scalars.
    static func base(_ scalars: Character.UnicodeScalarView) -> [Unicode.Scalar] {
        let first = scalars[scalars.startIndex]
        if isRegionalIndicator(first) {
            return scalars.prefix(2).map { isRegionalIndicator($0) ? letter($0) : " " }
        }
        return TextWidth.of(first) == 2 ? [first] : [first, " "]
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    /// A flag is shown as the letters of its country.
    private static func letter(_ indicator: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(truncatingIfNeeded: indicator.value - 0x1F1E6 + 0x41))
    }
}

import ChatBase

/// Strings made of what breaks terminals.
enum RandomText {
    private static let hostile: [Unicode.Scalar] = [
        "\u{1B}", "[", "]", "\u{7}", "\u{9B}", "\u{8D}", "\r", "\n", "\t", "\u{7F}", "\u{202E}",
        "\u{2066}",
        "\u{200B}", "\u{200D}", "\u{200C}", "\u{FE0F}", "\u{FEFF}", "\u{2028}", "\u{E0067}",
        "\u{1F3F4}",
        "\u{301}", "\u{489}", "\u{1F468}", "\u{1F1E9}", "\u{1F3FD}", "\u{20E3}", "\u{AD}",
        "\u{600}",
        "\u{1160}", "\u{1100}", "\u{115F}", "\u{F0000}", "\u{17001}", "\u{10FFFD}", "漢", "a", "1",
        " ",
        "\u{915}", "\u{94D}", "\u{93F}", "\u{FFFE}", "\u{2800}", "\u{3164}",
    ]

    static func make(_ random: inout SeededRandom, upTo length: Int = 30) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &random) {
            if Bool.random(using: &random) {
                text.append(hostile.randomElement(using: &random)!)
            } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) {
                text.append(scalar)
            }
        }
        return String(text)
    }
}

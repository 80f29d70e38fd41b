import ChatCore

/// Colours with a meaning. The first sixteen are the user's own and suit light and dark;
/// names get colours that read well on both.
enum Theme {
    static let dim = Style(.standard, on: .standard, .dim)
    static let bold = Style(.standard, on: .standard, .bold)
    static let border = Style(.indexed(8))
    static let status = Style(.standard, on: .standard, .reverse)
    static let statusAlert = Style(.yellow, on: .standard, [.reverse, .bold])
    static let unread = Style(.standard, on: .standard, .bold)
    static let mention = Style(.red, on: .standard, .bold)
    static let divider = Style(.red)
    static let link = Style(.standard, on: .standard, .underline)
    static let code = Style(.cyan)
    static let error = Style(.red, on: .standard, .bold)
    static let selected = Style(.standard, on: .standard, [.reverse])
    /// This user's name, wherever it stands.
    static let own = Style(.yellow, on: .standard, [.bold])

    /// Of the 256-colour cube, those with a contrast of at least 3 to 1 against black and
    /// against white alike (a test computes it), spread over the hues.
    static let names: [UInt8] = [
        26, 27, 28, 29, 30, 31, 32, 33, 61, 62, 63, 64, 67, 68, 69, 94, 97,
        98, 99, 100, 104, 105, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 160, 161,
        162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 196, 197, 198, 199, 200, 201, 202,
    ]

    static func name(_ user: UserID) -> Style {
        // Snowflakes differ in their time; the multiplication spreads it over all bits.
        let mixed = (user.rawValue &* 0x9E37_79B9_7F4A_7C15) >> 32
        return Style(.indexed(names[Int(mixed % UInt64(names.count))]), on: .standard, .bold)
    }
}

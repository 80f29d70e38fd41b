/// A colour of the terminal's palette; -1 is its own foreground or background.
struct PaletteColor: Hashable {
    var index: Int
    /// To be shown bold, where the palette has no bright half.
    var isBright = false

    static let standard = PaletteColor(index: -1)

    /// The nearest among as many colours as the terminal has.
    static func nearest(to color: Style.Color, among count: Int) -> PaletteColor {
        guard case .indexed(let number) = color, count >= 8 else { return .standard }
        let index = Int(number)
        if index < count { return PaletteColor(index: index) }
        let basic = index < 16 ? index : Self.basic(index)
        if basic < count { return PaletteColor(index: basic) }
        return PaletteColor(index: basic - 8, isBright: true)
    }

    /// One of the 16 for a colour of the cube or the greys.
    private static func basic(_ index: Int) -> Int {
        if index >= 232 {
            switch index {
            case ..<238: return 0
            case ..<244: return 8
            case ..<250: return 7
            default: return 15
            }
        }
        let levels = [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6]
        let high = levels.max()!
        if high == 0 { return 0 }
        var basic = 0
        for (bit, level) in levels.enumerated() where level * 2 > high { basic |= 1 << bit }
        return high > 3 ? basic + 8 : basic
    }
}

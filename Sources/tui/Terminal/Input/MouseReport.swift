/// xterm's mouse numbers.
enum MouseReport {
    /// - Parameter values: button, column and row, the last two from 1.
    static func decode(_ values: [Int], isRelease: Bool) -> InputEvent.Mouse? {
        let (code, column, row) = (values[0], values[1] - 1, values[2] - 1)
        guard column >= 0, row >= 0, code >= 0, code < 256 else { return nil }
        var modifiers: Key.Modifiers = []
        if code & 4 != 0 { modifiers.insert(.shift) }
        if code & 8 != 0 { modifiers.insert(.alt) }
        if code & 16 != 0 { modifiers.insert(.control) }
        let button: InputEvent.Mouse.Button =
            switch code & 3 {
            case 1: .middle
            case 2: .right
            default: .left
            }
        let action: InputEvent.Mouse.Action
        switch code & 0xE0 {
        case 64 where code & 3 == 0: action = .wheelUp
        case 64 where code & 3 == 1: action = .wheelDown
        case 32 where code & 3 != 3: action = .drag(button)
        case 0: action = isRelease ? .release(button) : .press(button)
        default: return nil
        }
        return InputEvent.Mouse(action: action, row: row, column: column, modifiers: modifiers)
    }
}

/// What the user did, decoded from the terminal's bytes.
enum InputEvent: Hashable, Sendable {
    case key(Key)
    /// Bracketed paste: at most `InputDecoder.pasteLimit` bytes, line ends as `\n`.
    case paste(String, isTruncated: Bool)
    case mouse(Mouse)
    case focus(Bool)
    /// The terminal has this size now; sent once before the first frame as well.
    case resize(columns: Int, rows: Int)

    struct Mouse: Hashable, Sendable {
        var action: Action
        var row: Int
        var column: Int
        var modifiers: Key.Modifiers

        enum Action: Hashable, Sendable {
            case press(Button)
            case release(Button)
            case drag(Button)
            case wheelUp, wheelDown
        }

        enum Button: Hashable, Sendable { case left, middle, right }
    }
}

/// What lies over the panes.
enum Overlay: Sendable, Equatable {
    case help(scroll: Int)
    case text(title: String, lines: [String], scroll: Int)
    case switcher(Switcher)
    case confirmPaste(String)
}

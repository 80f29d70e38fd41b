/// What a key does.
enum KeyAction: Sendable, Hashable {
    case edit(EditAction)
    case enter
    case complete(forward: Bool)
    case up, down
    case escape
    case goTo(Int)
    case nextUnread
    case step(Int)
    case back
    case switcher
    /// Pages up (negative) or down.
    case page(Int)
    case rows(Int)
    case oldest, newest
    case zoom
    case toggle(Setting)
    case redraw
    case help
    case interrupt
}

import ChatBase

/// What the terminal's loop drives: one object on one thread. It never blocks and never
/// touches the tty; work goes elsewhere and comes back through the mailbox.
protocol TerminalApp: AnyObject {
    associatedtype Event: Sendable

    var mailbox: Mailbox<Event> { get }
    /// The next moment `deadlinePassed` wants to be called; nil for none.
    var deadline: MonotonicTime? { get }
    /// Whether the screen no longer shows the state; `draw` clears it.
    var isDirty: Bool { get }
    /// Whether to leave.
    var isFinished: Bool { get }

    func handle(_ input: InputEvent, now: MonotonicTime)
    func handle(_ event: Event, now: MonotonicTime)
    func deadlinePassed(now: MonotonicTime)
    /// The process is to end (TERM, INT, HUP): drafts are saved here. The loop ends next.
    func terminate(now: MonotonicTime)
    /// Draws the state into the grid, which comes cleared.
    func draw(into grid: inout CellGrid, now: MonotonicTime)
    /// What else the terminal is to do; asked after each turn.
    func takeRequests() -> [TerminalRequest]
}

/// What an app asks of the terminal besides frames.
enum TerminalRequest: Hashable, Sendable {
    case bell
    /// The whole screen anew (Ctrl-L).
    case redraw
    case mouse(Bool)
    case title(String)
    /// To the clipboard of the user's desktop, by OSC 52.
    case copy(String)
}

/// Why the loop ended.
enum TerminalExit: Hashable, Sendable {
    case finished
    case signal(Int32)
    case hangup

    /// The status for the shell.
    var status: Int32 {
        switch self {
        case .finished: 0
        case .signal(let number): 128 + number
        case .hangup: 129
        }
    }
}

import CChatLinux
import ChatBase
import Glibc

/// The client's one loop. A turn waits for the tty, the mailbox, a signal or a deadline,
/// and then takes keys first, a bounded number of events, signals, deadlines. Keys draw at
/// once; the rest at most every 16 ms, every 100 ms to a terminal that can't keep up.
final class TerminalLoop<App: TerminalApp> {
    private let app: App
    private let terminal: Terminal
    private let signals: SignalReader
    private let time: any TimeSource
    private let escapeWait: Duration

    private var decoder = InputDecoder()
    private var decoderDeadline: MonotonicTime?
    private var grid: CellGrid
    private var buffer = [UInt8](repeating: 0, count: 4096)
    private var lastDraw: MonotonicTime?
    private var drawsAtOnce = true
    private var mustDraw = true
    private var mailboxHasMore = false
    private var wasBackedUp = false
    private var exit: TerminalExit?

    private let eventsPerTurn = 256
    private let readsPerTurn = 16
    private let pasteWait = Duration.seconds(2)

    /// - Parameter escapeWait: how long an ESC waits for what may follow it: 25 ms on the
    ///   machine, 100 ms over a network.
    init(
        app: App, terminal: Terminal, signals: SignalReader, time: any TimeSource,
        escapeWait: Duration
    ) {
        self.app = app
        self.terminal = terminal
        self.signals = signals
        self.time = time
        self.escapeWait = escapeWait
        grid = CellGrid(columns: 1, rows: 1)
    }

    /// Runs until the app has finished or the process is to end. The terminal is as before
    /// when it returns.
    func run() -> TerminalExit {
        terminal.enter()
        defer { terminal.leave() }
        measure()
        draw(time.now)
        while true {
            wait()
            let now = time.now
            readKeys(now)
            readMailbox(now)
            readSignals(now)
            if let deadline = app.deadline, deadline <= now { app.deadlinePassed(now: now) }
            terminal.device.flush()
            if let exit { return exit }
            if app.isFinished { return .finished }
            for request in app.takeRequests() {
                terminal.perform(request)
                mustDraw = true
            }
            drawIfDue(now)
        }
    }

    // MARK: Waiting

    private func wait() {
        var items = [
            pollfd(fd: terminal.device.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: app.mailbox.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        if terminal.device.isBackedUp { items[0].events |= Int16(POLLOUT) }
        _ = poll(&items, 3, timeout(time.now))
    }

    /// Milliseconds, rounded up; -1 for ever.
    private func timeout(_ now: MonotonicTime) -> Int32 {
        if mailboxHasMore { return 0 }
        var earliest = app.deadline
        func consider(_ time: MonotonicTime?) {
            if let time, earliest == nil || time < earliest! { earliest = time }
        }
        consider(decoderDeadline)
        if needsDraw, !terminal.device.isBackedUp { consider(nextDraw(now)) }
        guard let earliest else { return -1 }
        let left = (earliest - now).nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left + 999_999) / 1_000_000)
    }

    // MARK: Reading

    private func readKeys(_ now: MonotonicTime) {
        var isFresh = false
        reading: for _ in 0..<readsPerTurn {
            switch terminal.device.read(into: &buffer) {
            case .bytes(let count):
                decoder.feed(buffer[..<count])
                isFresh = true
                deliver(now)
                if count < buffer.count { break reading }
            case .nothing: break reading
            case .closed:
                app.terminate(now: now)
                exit = .hangup
                return
            }
        }
        if !isFresh, let deadline = decoderDeadline, deadline <= now {
            decoder.flush()
            deliver(now)
            isFresh = true
        }
        guard isFresh else { return }
        decoderDeadline =
            switch decoder.waiting {
            case .nothing: nil
            case .escape: now + escapeWait
            case .paste: now + pasteWait
            }
    }

    private func deliver(_ now: MonotonicTime) {
        while let event = decoder.next() {
            if event == .key(Key("z", .control)) {
                suspend(stopping: true, now)
            } else {
                app.handle(event, now: now)
            }
            drawsAtOnce = true
        }
    }

    private func readMailbox(_ now: MonotonicTime) {
        let (events, hasMore) = app.mailbox.drain(atMost: eventsPerTurn)
        for event in events { app.handle(event, now: now) }
        mailboxHasMore = hasMore
    }

    private func readSignals(_ now: MonotonicTime) {
        while let signal = signals.next() {
            switch signal {
            case SIGWINCH:
                measure()
                // Even if the size is the old one again: on the way there the terminal may have
                // cut off or moved what it showed.
                terminal.perform(.redraw)
                mustDraw = true
            case SIGTSTP: suspend(stopping: true, now)
            case SIGCONT: suspend(stopping: false, now)
            default:
                app.terminate(now: now)
                exit = signal == SIGHUP ? .hangup : .signal(signal)
            }
        }
    }

    /// Gives the terminal to the shell and takes it again. After a stop from outside it is
    /// only taken: whoever had it meanwhile may have changed everything.
    private func suspend(stopping: Bool, _ now: MonotonicTime) {
        if stopping {
            terminal.leave()
            signals.stop()
        } else {
            terminal.forget()
        }
        terminal.enter()
        measure()
        mustDraw = true
        drawsAtOnce = true
    }

    private func measure() {
        let (columns, rows) = terminal.device.size
        guard columns != grid.columns || rows != grid.rows || lastDraw == nil else { return }
        grid.clear(columns: columns, rows: rows)
        app.handle(.resize(columns: columns, rows: rows), now: time.now)
        mustDraw = true
    }

    // MARK: Drawing

    private var needsDraw: Bool { mustDraw || app.isDirty }

    private func nextDraw(_ now: MonotonicTime) -> MonotonicTime {
        guard let lastDraw else { return now }
        return lastDraw + .milliseconds(wasBackedUp ? 100 : 16)
    }

    private func drawIfDue(_ now: MonotonicTime) {
        // A frame is whole or not at all: the next waits for the one before.
        if terminal.device.isBackedUp {
            wasBackedUp = true
            return
        }
        guard needsDraw else {
            drawsAtOnce = false
            return
        }
        guard drawsAtOnce && !wasBackedUp || nextDraw(now) <= now else { return }
        draw(now)
    }

    private func draw(_ now: MonotonicTime) {
        grid.clear()
        app.draw(into: &grid, now: now)
        terminal.present(grid)
        lastDraw = now
        mustDraw = false
        drawsAtOnce = false
        wasBackedUp = terminal.device.isBackedUp
    }
}

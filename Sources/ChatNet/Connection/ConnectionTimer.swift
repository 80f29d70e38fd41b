import ChatBase

/// A connection's two deadlines behind one timer of its loop: the end of its phase, and the
/// time without progress after which a peer that takes nothing is given up.
///
/// The timer is not moved when a deadline gets later: it fires, finds nothing to do and is
/// set anew, which is cheaper than moving it with every byte.
struct ConnectionTimer {
    enum Verdict {
        /// Nothing could be written for too long.
        case stalled
        case phaseEnded
        case nothing
    }

    private let stall: Duration
    private var phaseEnd: MonotonicTime?
    /// Set while there is something to write.
    private var stallEnd: MonotonicTime?
    private var armed: (id: TimerID, due: MonotonicTime)?

    init(stall: Duration) { self.stall = stall }

    /// When the phase is over; nil for no such time.
    mutating func setPhaseEnd(_ time: MonotonicTime?) { phaseEnd = time }

    /// Something was written, or is to be written first now.
    mutating func progressed(at now: MonotonicTime, isWriting: Bool) {
        stallEnd = isWriting ? now + stall : nil
    }

    /// What to set the timer to; nil while it is set early enough. Asked at every write, so
    /// it makes nothing.
    var due: MonotonicTime? {
        let next: MonotonicTime?
        if let phaseEnd, let stallEnd {
            next = min(phaseEnd, stallEnd)
        } else {
            next = phaseEnd ?? stallEnd
        }
        guard let next else { return nil }
        if let armed, armed.due <= next { return nil }
        return next
    }

    mutating func arm(
        at due: MonotonicTime, on loop: EventLoop, _ fire: @escaping (EventLoop) -> Void
    ) {
        if let armed { loop.cancel(armed.id) }
        armed = (loop.schedule(at: due, fire), due)
    }

    /// What is over now. The phase's end is told once.
    mutating func fired(at now: MonotonicTime) -> Verdict {
        armed = nil
        if let stallEnd, stallEnd <= now { return .stalled }
        guard let phaseEnd, phaseEnd <= now else { return .nothing }
        self.phaseEnd = nil
        return .phaseEnded
    }

    mutating func cancel(on loop: EventLoop) {
        if let armed { loop.cancel(armed.id) }
        armed = nil
    }
}

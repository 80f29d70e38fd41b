import CChatLinux
import ChatBase
import Glibc

/// The loop of the network thread: readiness by epoll, timers, commands.
///
/// Only its own thread ever has a reference, so whoever holds one is on that thread.
package final class NetworkLoop {
    typealias TimerID = UInt64

    private let epoll: Int32
    private let mailbox: NetworkThread.Mailbox
    private let time = SystemTime()
    private var watchers: [Int32: (UInt32) -> Void] = [:]
    private var timers = TimerHeap()

    init(mailbox: NetworkThread.Mailbox) {
        self.mailbox = mailbox
        epoll = epoll_create1(cchat_epoll_cloexec)
        precondition(epoll >= 0, "epoll_create1: \(errno)")
    }

    var now: MonotonicTime { time.now }

    func run() {
        watch(mailbox.wake, cchat_epollin) { [mailbox] _ in
            var count: eventfd_t = 0
            _ = eventfd_read(mailbox.wake, &count)
        }
        var ready = [epoll_event](repeating: epoll_event(), count: 128)
        while true {
            let count = epoll_wait(epoll, &ready, Int32(ready.count), timeout())
            for event in ready.prefix(max(0, Int(count))) {
                // Looked up each time: an earlier handler may have closed this one.
                watchers[event.data.fd]?(event.events)
            }
            for command in mailbox.take() { command(self) }
            // What a timer sets to happen at once waits for the next turn, as others do.
            let turn = now
            while let body = timers.popDue(at: turn) { body(self) }
        }
    }

    // MARK: Readiness

    /// Calls `handler` with the ready events, level-triggered, until `unwatch`.
    func watch(_ descriptor: Int32, _ events: UInt32, _ handler: @escaping (UInt32) -> Void) {
        let known = watchers.updateValue(handler, forKey: descriptor) != nil
        control(known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, events)
    }

    /// Changes what a watched descriptor waits for.
    func rewatch(_ descriptor: Int32, _ events: UInt32) {
        control(EPOLL_CTL_MOD, descriptor, events)
    }

    /// To be called before the descriptor is closed.
    func unwatch(_ descriptor: Int32) {
        guard watchers.removeValue(forKey: descriptor) != nil else { return }
        control(EPOLL_CTL_DEL, descriptor, 0)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) {
        var event = epoll_event()
        event.events = events
        event.data.fd = descriptor
        epoll_ctl(epoll, operation, descriptor, &event)
    }

    // MARK: Timers

    @discardableResult
    func schedule(after delay: Duration, _ body: @escaping (NetworkLoop) -> Void) -> TimerID {
        timers.insert(at: now + delay, body)
    }

    func cancel(_ timer: TimerID) { timers.cancel(timer) }

    /// Milliseconds for epoll, rounded up so that a timer is never early.
    private func timeout() -> Int32 {
        guard let deadline = timers.earliest else { return -1 }
        let left = (deadline - now).nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left + 999_999) / 1_000_000)
    }
}

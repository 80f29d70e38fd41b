import CChatLinux
import ChatBase
import Glibc

/// What other threads and tasks tell the UI's thread. Bounded: a reader of the log
/// suspends in `send` while it is full; what only matters in its latest form is posted
/// with a key and replaces its predecessor.
final class Mailbox<Event: Sendable>: Sendable {
    /// Becomes readable when something waits.
    let descriptor: Int32
    private let capacity: Int
    private let state: Lock<State>

    private struct State {
        var events: [Event?] = []
        var head = 0
        /// Where the event of a key stands, counted from the first event ever.
        var keyed: [UInt64: Int] = [:]
        var keys: [UInt64?] = []
        var taken = 0
        var waiters: [CheckedContinuation<Void, Never>] = []

        var count: Int { events.count - head }
    }

    init(capacity: Int = 1024) {
        self.capacity = capacity
        descriptor = eventfd(0, cchat_efd_flags)
        precondition(descriptor >= 0, "eventfd: \(errno)")
        state = Lock(State())
    }

    deinit { close(descriptor) }

    /// Posts without waiting, whatever the fill: for answers, of which there are no more
    /// than questions.
    func post(_ event: Event) { append(event, key: nil) }

    /// Posts, or replaces the event of this key that still waits.
    func post(_ event: Event, replacing key: UInt64) { append(event, key: key) }

    /// Posts, and returns once there is room for more.
    func send(_ event: Event) async {
        append(event, key: nil)
        await room()
    }

    /// Returns once there is room for more.
    func room() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.count < capacity { return true }
                state.waiters.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Takes the oldest events. `hasMore` tells that others wait.
    func drain(atMost limit: Int) -> (events: [Event], hasMore: Bool) {
        var counter: UInt64 = 0
        _ = read(descriptor, &counter, 8)
        let (events, waiters, hasMore) = state.withLock { state in
            let count = min(limit, state.count)
            var events: [Event] = []
            events.reserveCapacity(count)
            for index in state.head..<(state.head + count) {
                events.append(state.events[index]!)
                state.events[index] = nil
                if let key = state.keys[index], state.keyed[key] == state.taken + index {
                    state.keyed[key] = nil
                }
            }
            state.head += count
            if state.head >= 256 || state.head == state.events.count {
                state.events.removeFirst(state.head)
                state.keys.removeFirst(state.head)
                state.taken += state.head
                state.head = 0
            }
            var waiters: [CheckedContinuation<Void, Never>] = []
            if state.count < capacity { swap(&waiters, &state.waiters) }
            return (events, waiters, state.count > 0)
        }
        for waiter in waiters { waiter.resume() }
        return (events, hasMore)
    }

    private func append(_ event: Event, key: UInt64?) {
        let wasEmpty = state.withLock { state in
            if let key, let position = state.keyed[key] {
                state.events[position - state.taken] = event
                return false
            }
            if let key { state.keyed[key] = state.taken + state.events.count }
            state.events.append(event)
            state.keys.append(key)
            return state.count == 1
        }
        guard wasEmpty else { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }
}

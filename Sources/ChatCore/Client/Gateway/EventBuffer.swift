import ChatBase

/// A bounded queue between the network thread and whoever reads the events. When it is
/// full the network thread stops reading, and goes on when half of it is read.
final class EventBuffer: Sendable {
    private struct State {
        var events: [ChatEvent] = []
        var head = 0
        var isFull = false
        var waiter: CheckedContinuation<Void, Never>?
        var ending: Result<Void, ChatError>?

        var count: Int { events.count - head }

        mutating func pop() -> ChatEvent? {
            guard head < events.count else { return nil }
            defer {
                head += 1
                if head == events.count {
                    events.removeAll(keepingCapacity: true)
                    head = 0
                } else if head >= 1024 {
                    events.removeFirst(head)
                    head = 0
                }
            }
            return events[head]
        }
    }

    private let capacity: Int
    private let hasRoom: @Sendable () -> Void
    private let state = Lock(State())

    /// - Parameter hasRoom: called once after `push` returned false.
    init(capacity: Int, hasRoom: @escaping @Sendable () -> Void) {
        precondition(capacity > 0, "a buffer of no events can't pass any on")
        self.capacity = capacity
        self.hasRoom = hasRoom
    }

    /// How many events wait to be read.
    var count: Int { state.withLock { $0.count } }

    /// Takes an event in any case; false when the next one should wait for `hasRoom`.
    func push(_ event: ChatEvent) -> Bool {
        let (waiter, isFull) = state.withLock { state in
            if state.ending == nil { state.events.append(event) }
            // Stays so until half of it is read, though there may be room for one.
            if state.count >= capacity { state.isFull = true }
            defer { state.waiter = nil }
            return (state.waiter, state.isFull)
        }
        waiter?.resume()
        return !isFull
    }

    /// What is in it can still be read; then comes the end.
    func finish(_ ending: Result<Void, ChatError>) {
        let waiter = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The next event; nil at the end and when the task is cancelled. For one reader.
    func next() async throws(ChatError) -> ChatEvent? {
        while true {
            let (event, ending, askForMore) = state.withLock {
                state -> (ChatEvent?, Result<Void, ChatError>?, Bool) in
                let event = state.pop()
                let isHalfEmpty = state.isFull && state.count <= capacity / 2
                if isHalfEmpty { state.isFull = false }
                return (event, state.ending, isHalfEmpty)
            }
            if askForMore { hasRoom() }
            if let event { return event }
            if let ending {
                try ending.get()
                return nil
            }
            if Task.isCancelled { return nil }
            await wait()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    precondition(state.waiter == nil, "events can be read by one task at a time")
                    if state.count > 0 || state.ending != nil || Task.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}

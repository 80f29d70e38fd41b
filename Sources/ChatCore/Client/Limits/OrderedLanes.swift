import ChatBase

/// A queue per key: who entered first goes first, one at a time.
final class OrderedLanes<Key: Hashable & Sendable>: Sendable {
    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private enum Entry { case entered, waiting, full }

    private struct State {
        /// Present while somebody has the lane.
        var waiting: [Key: [Waiter]] = [:]
        var lastID: UInt64 = 0
    }

    private let limit: Int
    private let state = Lock(State())

    /// - Parameter limit: how many may wait in one lane; more are refused.
    init(limit: Int) { self.limit = limit }

    /// Returns when the lane is the caller's; `leave` must follow.
    func enter(_ key: Key) async throws(ChatError) {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let isFull = Lock(false)
        let entered = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entry = state.withLock { state -> Entry in
                    guard let waiting = state.waiting[key] else {
                        state.waiting[key] = []
                        return .entered
                    }
                    guard waiting.count < limit else { return .full }
                    state.waiting[key]?.append(Waiter(id: id, continuation: continuation))
                    return .waiting
                }
                switch entry {
                case .entered: continuation.resume(returning: true)
                case .waiting: if Task.isCancelled { give(up: id, key) }
                case .full:
                    isFull.withLock { $0 = true }
                    continuation.resume(returning: false)
                }
            }
        } onCancel: {
            give(up: id, key)
        }
        guard !entered else { return }
        if isFull.withLock({ $0 }) {
            throw ChatError(.overloaded, "Too many messages are waiting to be sent already.")
        }
        throw .cancelled
    }

    /// Hands the lane to the next who waits.
    func leave(_ key: Key) {
        let next: Waiter? = state.withLock { state in
            guard let waiting = state.waiting[key] else { return nil }
            if waiting.isEmpty {
                state.waiting[key] = nil
                return nil
            }
            return state.waiting[key]?.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }

    /// How many wait for this lane.
    func waitingCount(_ key: Key) -> Int {
        state.withLock { $0.waiting[key]?.count ?? 0 }
    }

    private func give(up id: UInt64, _ key: Key) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiting[key]?.firstIndex(where: { $0.id == id }) else {
                return nil
            }
            return state.waiting[key]?.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}

import ChatBase
import ChatCore

/// Requests that wait for the next event of a channel. Bounded for each account; the
/// writer wakes them after each commit.
package final class EventWaiters: Sendable {
    private struct Waiter {
        let channel: ChannelID
        let user: UserID
        let wake: @Sendable () -> Void
    }

    private struct State {
        var waiters: [UInt64: Waiter] = [:]
        var byChannel: [ChannelID: Set<UInt64>] = [:]
        var byUser: [UserID: Int] = [:]
        var next: UInt64 = 0
    }

    private let state = Lock(State())
    private let perUser: Int

    package init(perUser: Int = 20) { self.perUser = perUser }

    /// - Parameter wake: called once, on any thread, unless it is cancelled before.
    /// - Returns: nil when the account has too many waiting.
    package func add(
        _ channel: ChannelID, _ user: UserID, _ wake: @escaping @Sendable () -> Void
    ) -> UInt64? {
        state.withLock { [perUser] state in
            guard state.byUser[user, default: 0] < perUser else { return nil }
            state.next += 1
            state.waiters[state.next] = Waiter(channel: channel, user: user, wake: wake)
            state.byChannel[channel, default: []].insert(state.next)
            state.byUser[user, default: 0] += 1
            return state.next
        }
    }

    /// Wakes one early: its time is over.
    package func expire(_ id: UInt64) {
        let wake = state.withLock { Self.remove(id, &$0)?.wake }
        wake?()
    }

    /// - Returns: false when it was woken already.
    package func cancel(_ id: UInt64) -> Bool {
        state.withLock { Self.remove(id, &$0) != nil }
    }

    /// Wakes all that wait for one of these channels.
    package func wake(_ channels: Set<ChannelID>) {
        let woken: [@Sendable () -> Void] = state.withLock { state in
            guard !state.waiters.isEmpty else { return [] }
            return channels.flatMap { state.byChannel[$0] ?? [] }
                .compactMap { Self.remove($0, &state)?.wake }
        }
        for wake in woken { wake() }
    }

    /// Wakes everyone: the server stops.
    package func wakeAll() {
        wake(state.withLock { Set($0.byChannel.keys) })
    }

    private static func remove(_ id: UInt64, _ state: inout State) -> Waiter? {
        guard let waiter = state.waiters.removeValue(forKey: id) else { return nil }
        state.byChannel[waiter.channel]?.remove(id)
        if state.byChannel[waiter.channel]?.isEmpty == true {
            state.byChannel[waiter.channel] = nil
        }
        state.byUser[waiter.user, default: 1] -= 1
        if state.byUser[waiter.user] == 0 { state.byUser[waiter.user] = nil }
        return waiter
    }
}

import ChatBase

/// Holds up to `capacity` tokens and regains all of them evenly over `period`.
/// Stored as the one instant at which it will be full (the GCRA form): 24 bytes.
package struct TokenBucket: Sendable, Hashable {
    package let capacity: Int
    private let interval: Duration
    package private(set) var fullAt: MonotonicTime

    package init(capacity: Int, per period: Duration, now: MonotonicTime) {
        precondition(capacity > 0 && period > .zero, "a bucket holds something and refills")
        self.capacity = capacity
        interval = period / capacity
        fullAt = now
    }

    /// Takes a token, or says how long until there is one.
    package mutating func take(now: MonotonicTime) -> Duration? {
        let next = max(fullAt, now) + interval
        let excess = (next - now) - interval * capacity
        if excess > .zero { return excess }
        fullAt = next
        return nil
    }

    package func remaining(now: MonotonicTime) -> Int {
        let debt = max(.zero, fullAt - now)
        // Rounded up: a token half regained cannot be taken yet.
        let owed = (debt.nanoseconds + interval.nanoseconds - 1) / max(interval.nanoseconds, 1)
        return max(0, capacity - Int(owed))
    }

    /// Until all tokens are back.
    package func resetAfter(now: MonotonicTime) -> Duration { max(.zero, fullAt - now) }

    package func isFull(now: MonotonicTime) -> Bool { fullAt <= now }
}

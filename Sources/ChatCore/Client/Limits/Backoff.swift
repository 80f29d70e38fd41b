import ChatBase

/// Exponential backoff with full jitter: the n-th wait is uniform in
/// 0 ... min(cap, base * 2^n), so that clients cut off together come back apart.
struct Backoff: Sendable {
    let base: Duration
    let cap: Duration
    private(set) var attempts = 0

    init(base: Duration = .milliseconds(500), cap: Duration = .seconds(60)) {
        self.base = base
        self.cap = cap
    }

    /// The longest that the next wait may be.
    var ceiling: Duration {
        let factor = 1 << min(attempts, 20)
        return min(cap, base * factor)
    }

    mutating func next(_ random: inout some RandomSource) -> Duration {
        let ceiling = UInt64(ceiling.nanoseconds)
        attempts += 1
        return .nanoseconds(Int64(random.next() % (ceiling + 1)))
    }

    mutating func reset() { attempts = 0 }
}

import ChatBase
import ChatCore

/// Counts requests by account (or address) and says the truth about it: whoever is told
/// that requests remain is served.
///
/// Sans-IO.
package struct RateLimiter: Sendable {
    package enum Identity: Sendable, Hashable {
        case user(UserID)
        case address(String)
    }

    package struct Key: Sendable, Hashable {
        let identity: Identity
        /// The route's number; nil for the global bucket.
        let route: Int?
        let major: UInt64

        /// For the global bucket.
        init(_ identity: Identity) {
            self.identity = identity
            route = nil
            major = 0
        }

        init(_ identity: Identity, route: Int, major: UInt64) {
            self.identity = identity
            self.route = route
            self.major = major
        }
    }

    package enum Verdict: Sendable, Hashable {
        case allowed(RateLimitState?)
        case refused(RateLimitState, wait: Duration, isGlobal: Bool)
    }

    private let limits: RateLimits
    private var table: BucketTable<Key>

    package init(limits: RateLimits, capacity: Int = 262_144) {
        self.limits = limits
        table = BucketTable(capacity: capacity)
    }

    /// - Parameters:
    ///   - route: the route's number; requests of one share a bucket.
    ///   - major: the channel or guild in the path, 0 for none.
    package mutating func check(
        _ identity: Identity, kind: RateLimits.Kind, route: Int, major: UInt64,
        now: MonotonicTime
    ) -> Verdict {
        guard limits.isEnabled else { return .allowed(nil) }
        var requests: [(key: Key, limit: RateLimits.Limit)] = []
        if let limit = limits[kind] {
            requests.append((Key(identity, route: route, major: major), limit))
        }
        if kind != .resync, let global = limits.global {
            requests.append((Key(identity), global))
        }
        let states = table.take(requests, now: now)
        // The tighter of the two is what the client has to know.
        let tightest = states.indices.min { left, right in
            let (left, right) = (states[left], states[right])
            return left.wait ?? .zero != right.wait ?? .zero
                ? left.wait ?? .zero > right.wait ?? .zero
                : (left.remaining, right.resetAfter) < (right.remaining, left.resetAfter)
        }
        guard let tightest else { return .allowed(nil) }
        let state = states[tightest]
        let isGlobal = requests[tightest].key.route == nil
        let shown = RateLimitState(
            limit: state.limit, remaining: state.remaining, resetAfter: state.resetAfter)
        if let wait = state.wait { return .refused(shown, wait: wait, isGlobal: isGlobal) }
        return .allowed(shown)
    }
}

/// The numbers that go into the `X-RateLimit` headers.
package struct RateLimitState: Sendable, Hashable {
    package let limit: Int
    package let remaining: Int
    package let resetAfter: Duration

    package func headers(bucket: String, wall: WallTime) -> [(String, String)] {
        RateLimitHeaders(
            limit: limit, remaining: remaining,
            reset: Double((wall + resetAfter).milliseconds) / 1000,
            resetAfter: resetAfter.seconds, bucket: bucket
        ).fields
    }
}

import ChatBase

/// Keeps to the server's rate limits before they are hit: what responses said of each
/// bucket, less what is under way. Sans-IO.
struct RateLimiter: Sendable {
    private struct Bucket {
        var remaining: Int?
        var reset: MonotonicTime
        var underWay = 0
    }

    /// A server names as many buckets as it likes; those that say nothing more are dropped.
    static let bucketLimit = 1024

    /// The bucket of each route, where a response has named one.
    private var names: [String: String] = [:]
    private var buckets: [String: Bucket] = [:]
    private var globalUntil: MonotonicTime?

    var bucketCount: Int { buckets.count }

    /// Takes a place, or says how long until there may be one. A place taken is given
    /// back by `finished`.
    mutating func reserve(_ route: String, now: MonotonicTime) -> Duration? {
        if let until = globalUntil {
            if until > now { return until - now }
            globalUntil = nil
        }
        let key = names[route] ?? route
        var bucket = buckets[key] ?? Bucket(reset: now)
        if bucket.reset <= now { bucket.remaining = nil }
        if let remaining = bucket.remaining, remaining - bucket.underWay <= 0 {
            return bucket.reset - now
        }
        bucket.underWay += 1
        buckets[key] = bucket
        return nil
    }

    /// A request that had a place was answered, or failed (`headers` nil).
    mutating func finished(
        _ route: String, headers: RateLimitHeaders?, now: MonotonicTime
    ) {
        var key = names[route] ?? route
        buckets[key]?.underWay -= 1
        guard let headers else { return }
        let name = Self.name(headers.bucket, of: route)
        if name != key {
            names[route] = name
            buckets[name] = buckets[name] ?? buckets[key]
            key = name
        }
        var bucket = buckets[key] ?? Bucket(reset: now)
        let reset = now + .milliseconds(Int64((headers.resetAfter * 1000).rounded(.up)))
        // Answers overtake each other: within one window the lower count is the newer.
        let isSameWindow = bucket.reset > now && (reset - bucket.reset).magnitude < .seconds(1)
        bucket.remaining =
            isSameWindow ? min(bucket.remaining ?? .max, headers.remaining) : headers.remaining
        bucket.reset = reset
        buckets[key] = bucket
        if buckets.count > Self.bucketLimit { prune(now: now) }
    }

    /// The server answered 429.
    mutating func refused(
        _ route: String, retryAfter: Duration, isGlobal: Bool, now: MonotonicTime
    ) {
        if isGlobal {
            globalUntil = now + retryAfter
        } else {
            let key = names[route] ?? route
            var bucket = buckets[key] ?? Bucket(reset: now)
            bucket.remaining = 0
            bucket.reset = now + retryAfter
            buckets[key] = bucket
        }
    }

    /// Buckets are counted per channel or guild, the path's first id.
    private static func name(_ bucket: String, of route: String) -> String {
        let path = route.split(separator: " ").last ?? ""
        return bucket + " " + path.split(separator: "/").prefix(2).joined(separator: "/")
    }

    private mutating func prune(now: MonotonicTime) {
        buckets = buckets.filter { $0.value.underWay > 0 || $0.value.reset > now }
        names = names.filter { buckets[$0.value] != nil }
    }
}

extension Duration {
    var magnitude: Duration { self < .zero ? .zero - self : self }
}

import ChatBase

/// Token buckets by key. Bounded: what is full again is forgotten, then what fills first.
///
/// Sans-IO.
package struct BucketTable<Key: Hashable & Sendable>: Sendable {
    package struct Limit: Sendable, Hashable {
        package var count: Int
        package var window: Duration

        package init(_ count: Int, per window: Duration) {
            self.count = count
            self.window = window
        }
    }

    /// What a bucket looks like after the request.
    package struct State: Sendable, Hashable {
        package let limit: Int
        package let remaining: Int
        package let resetAfter: Duration
        /// How long until there is a token, when there was none.
        package let wait: Duration?
    }

    private let capacity: Int
    private var buckets: [Key: TokenBucket] = [:]

    package init(capacity: Int) { self.capacity = capacity }

    package var count: Int { buckets.count }

    /// Takes one token of each bucket, or of none when one of them is empty.
    package mutating func take(_ requests: [(key: Key, limit: Limit)], now: MonotonicTime)
        -> [State]
    {
        var taken: [TokenBucket] = []
        var waits: [Duration?] = []
        for (key, limit) in requests {
            var bucket =
                buckets[key] ?? TokenBucket(capacity: limit.count, per: limit.window, now: now)
            waits.append(bucket.take(now: now))
            taken.append(bucket)
        }
        let isRefused = waits.contains { $0 != nil }
        return requests.indices.map { index in
            let (key, limit) = requests[index]
            var bucket = taken[index]
            if isRefused {
                bucket =
                    buckets[key] ?? TokenBucket(capacity: limit.count, per: limit.window, now: now)
            } else {
                store(bucket, key, now)
            }
            return State(
                limit: limit.count, remaining: bucket.remaining(now: now),
                resetAfter: bucket.resetAfter(now: now), wait: waits[index])
        }
    }

    package mutating func forget(_ key: Key) { buckets[key] = nil }

    private mutating func store(_ bucket: TokenBucket, _ key: Key, _ now: MonotonicTime) {
        if buckets[key] == nil, buckets.count >= capacity { makeRoom(now) }
        buckets[key] = bucket
    }

    private mutating func makeRoom(_ now: MonotonicTime) {
        buckets = buckets.filter { !$0.value.isFull(now: now) }
        guard buckets.count >= capacity else { return }
        let victims = buckets.sorted { $0.value.fullAt < $1.value.fullAt }
            .prefix(max(1, capacity / 4))
        for victim in victims { buckets[victim.key] = nil }
    }
}

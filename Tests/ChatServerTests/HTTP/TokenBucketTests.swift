import ChatBase
import Testing

@testable import ChatServer

@Suite struct TokenBucketTests {
    let start = MonotonicTime(nanoseconds: 0)

    @Test func holdsItsCapacityAndRefillsEvenly() {
        var bucket = TokenBucket(capacity: 5, per: .seconds(5), now: start)
        for left in (0..<5).reversed() {
            let wait = bucket.take(now: start)
            #expect(wait == nil)
            #expect(bucket.remaining(now: start) == left)
        }
        #expect(bucket.resetAfter(now: start) == .seconds(5))
        let refused = bucket.take(now: start)
        #expect(refused == .seconds(1))
        #expect(bucket.remaining(now: start + .milliseconds(999)) == 0)
        #expect(bucket.remaining(now: start + .seconds(1)) == 1)
        let later = bucket.take(now: start + .seconds(1))
        #expect(later == nil)
    }

    @Test func whatRemainsIsNeverRefused() {
        var random = SeededRandom(seed: 3)
        var bucket = TokenBucket(capacity: 7, per: .milliseconds(900), now: start)
        var now = start
        for _ in 0..<10_000 {
            now = now + .nanoseconds(Int64(random.next() % 400_000_000))
            let remaining = bucket.remaining(now: now)
            let wait = bucket.take(now: now)
            #expect((remaining > 0) == (wait == nil))
            if let wait { #expect(bucket.remaining(now: now + wait) > 0) }
        }
    }
}

import ChatBase
import Testing

@testable import ChatCore

@Suite struct RateLimiterTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private let route = "POST /channels/12/messages"

    private func headers(_ remaining: Int, after: Double, bucket: String = "m") -> RateLimitHeaders
    {
        RateLimitHeaders(
            limit: 5, remaining: remaining, reset: 0, resetAfter: after, bucket: bucket)
    }

    @Test func `an unknown route is asked at once`() {
        var limiter = RateLimiter()
        let wait = limiter.reserve(route, now: start)
        #expect(wait == nil)
    }

    @Test func `what is left is spent, then the window's end is waited for`() {
        var limiter = RateLimiter()
        _ = limiter.reserve(route, now: start)
        limiter.finished(route, headers: headers(2, after: 3), now: start)
        let waits = (0..<3).map { _ in limiter.reserve(route, now: start) }
        #expect(waits == [nil, nil, .seconds(3)])
        let later = limiter.reserve(route, now: start + .seconds(3))
        #expect(later == nil)
    }

    @Test func `requests under way count`() {
        var limiter = RateLimiter()
        _ = limiter.reserve(route, now: start)
        limiter.finished(route, headers: headers(4, after: 5), now: start)
        let taken = (0..<10).filter { _ in limiter.reserve(route, now: start) == nil }
        #expect(taken.count == 4)
        // Answered: each has used one up, so nothing becomes free.
        for left in [3, 2, 1, 0] {
            limiter.finished(route, headers: headers(left, after: 5), now: start)
        }
        let wait = limiter.reserve(route, now: start)
        #expect(wait == .seconds(5))
    }

    @Test func `an answer that was overtaken does not give places back`() {
        var limiter = RateLimiter()
        for _ in 0..<2 { _ = limiter.reserve(route, now: start) }
        limiter.finished(route, headers: headers(0, after: 5), now: start)
        limiter.finished(route, headers: headers(1, after: 5), now: start)
        let wait = limiter.reserve(route, now: start)
        #expect(wait == .seconds(5))
    }

    @Test func `a failed request gives its place back`() {
        var limiter = RateLimiter()
        _ = limiter.reserve(route, now: start)
        limiter.finished(route, headers: headers(1, after: 5), now: start)
        let first = limiter.reserve(route, now: start)
        limiter.finished(route, headers: nil, now: start)
        let second = limiter.reserve(route, now: start)
        #expect(first == nil && second == nil)
    }

    @Test func `channels that share a bucket's name are counted apart`() {
        var limiter = RateLimiter()
        _ = limiter.reserve(route, now: start)
        limiter.finished(route, headers: headers(0, after: 5), now: start)
        let other = "POST /channels/13/messages"
        _ = limiter.reserve(other, now: start)
        limiter.finished(other, headers: headers(1, after: 5), now: start)
        let wait = limiter.reserve(other, now: start)
        #expect(wait == nil)
    }

    @Test func `a refusal closes the bucket, a global one closes all`() {
        var limiter = RateLimiter()
        _ = limiter.reserve(route, now: start)
        limiter.finished(route, headers: nil, now: start)
        limiter.refused(route, retryAfter: .seconds(2), isGlobal: false, now: start)
        let here = limiter.reserve(route, now: start)
        let elsewhere = limiter.reserve("GET /users/@me", now: start)
        #expect(here == .seconds(2) && elsewhere == nil)
        limiter.refused(route, retryAfter: .seconds(1), isGlobal: true, now: start)
        let everywhere = limiter.reserve("GET /meta", now: start)
        #expect(everywhere == .seconds(1))
        let afterwards = limiter.reserve("GET /meta", now: start + .seconds(1))
        #expect(afterwards == nil)
    }

    @Test func `a server that names ever new buckets does not fill the memory`() {
        var limiter = RateLimiter()
        var now = start
        for id in 0..<5000 {
            let route = "GET /channels/\(id)"
            _ = limiter.reserve(route, now: now)
            limiter.finished(route, headers: headers(1, after: 0.01, bucket: "b\(id)"), now: now)
            now = now + .milliseconds(20)
        }
        #expect(limiter.bucketCount <= RateLimiter.bucketLimit + 1)
    }
}

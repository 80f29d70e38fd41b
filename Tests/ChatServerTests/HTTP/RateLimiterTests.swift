import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct RateLimiterTests {
    let start = MonotonicTime(nanoseconds: 0)
    let ann = RateLimiter.Identity.user(UserID(1))

    func limiter(_ change: (inout Configuration.Limits) -> Void = { _ in }) -> RateLimiter {
        var limits = Configuration(dataDirectory: "/tmp").limits
        change(&limits)
        return RateLimiter(limits: RateLimits(limits))
    }

    @Test func fiveMessagesInAChannelThenWait() {
        var limiter = limiter()
        for left in (0..<5).reversed() {
            let verdict = limiter.check(ann, kind: .message, route: 3, major: 12, now: start)
            guard case .allowed(let state?) = verdict else {
                Issue.record("refused: \(verdict)")
                return
            }
            #expect(state.limit == 5)
            #expect(state.remaining == left)
        }
        let sixth = limiter.check(ann, kind: .message, route: 3, major: 12, now: start)
        guard case .refused(let state, let wait, let isGlobal) = sixth else {
            Issue.record("allowed: \(sixth)")
            return
        }
        #expect(state.remaining == 0)
        #expect(wait == .seconds(1))
        #expect(!isGlobal)
        let elsewhere = limiter.check(ann, kind: .message, route: 3, major: 13, now: start)
        #expect(isAllowed(elsewhere))
        let other = limiter.check(
            .user(UserID(2)), kind: .message, route: 3, major: 12, now: start)
        #expect(isAllowed(other))
        let later = limiter.check(ann, kind: .message, route: 3, major: 12, now: start + wait)
        #expect(isAllowed(later))
    }

    @Test func theGlobalLimitIsNamedAndSparesResync() {
        var limiter = limiter { $0.global = .init(3, per: .seconds(1)) }
        for route in 0..<3 {
            let verdict = limiter.check(ann, kind: .read, route: route, major: 0, now: start)
            #expect(isAllowed(verdict))
        }
        let fourth = limiter.check(ann, kind: .read, route: 9, major: 0, now: start)
        guard case .refused(let state, _, true) = fourth else {
            Issue.record("\(fourth)")
            return
        }
        #expect(state.limit == 3)
        let resync = limiter.check(ann, kind: .resync, route: 10, major: 0, now: start)
        #expect(isAllowed(resync))
    }

    @Test func aRefusalTakesNothing() {
        var limiter = limiter {
            $0.global = .init(6, per: .seconds(600))
            $0.messages = .init(2, per: .seconds(600))
        }
        for _ in 0..<20 {
            _ = limiter.check(ann, kind: .message, route: 0, major: 1, now: start)
        }
        // Two were served, eighteen refused: four are left of the global six.
        let free = limiter.check(ann, kind: .free, route: 1, major: 0, now: start)
        guard case .allowed(let state?) = free else {
            Issue.record("\(free)")
            return
        }
        #expect(state.remaining == 3)
    }

    @Test func whoIsToldThatRequestsRemainIsServed() {
        var random = SeededRandom(seed: 11)
        var limiter = limiter()
        var now = start
        var remaining: [UInt64: Int] = [:]
        for _ in 0..<20_000 {
            now = now + .nanoseconds(Int64(random.next() % 300_000_000))
            let channel = random.next() % 3
            let verdict = limiter.check(ann, kind: .message, route: 0, major: channel, now: now)
            switch verdict {
            case .allowed(let state): remaining[channel] = state?.remaining
            case .refused: #expect(remaining[channel] ?? 1 == 0)
            }
        }
    }

    @Test func switchedOffItCountsNothing() {
        var limiter = limiter { $0.isEnabled = false }
        for _ in 0..<1000 {
            let verdict = limiter.check(ann, kind: .message, route: 0, major: 0, now: start)
            #expect(verdict == .allowed(nil))
        }
    }

    @Test func aZeroIsNoLimit() {
        var limiter = limiter {
            $0.messages = .init(0, per: .seconds(1))
            $0.global = .init(0, per: .seconds(1))
        }
        for _ in 0..<1000 {
            let verdict = limiter.check(ann, kind: .message, route: 0, major: 0, now: start)
            #expect(verdict == .allowed(nil))
        }
    }

    @Test func the429CarriesAllThatLibrariesRead() throws {
        let response = APIResponse.limited(
            after: .microseconds(1_299_001), scope: "user", isGlobal: false, requestID: "r")
        let headers = Dictionary(response.headers, uniquingKeysWith: { first, _ in first })
        #expect(headers["Via"] == "1.1 roost")
        #expect(headers["Retry-After"] == "2")
        #expect(headers["Content-Type"] == "application/json")
        let body = try JSON(parsing: response.body)
        #expect(body["retry_after"]?.double == 1.3)
        #expect(body["global"] == false)
        #expect(body["code"]?.int == 20028)
    }

    private func isAllowed(_ verdict: RateLimiter.Verdict) -> Bool {
        if case .allowed = verdict { true } else { false }
    }
}

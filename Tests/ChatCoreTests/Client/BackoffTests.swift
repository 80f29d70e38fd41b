import ChatBase
import Testing

@testable import ChatCore

@Suite struct BackoffTests {
    @Test func `each wait is within twice the last one's bound, and never over the cap`() {
        var random = SeededRandom(seed: 7)
        var backoff = Backoff(base: .milliseconds(500), cap: .seconds(60))
        var bound = Duration.milliseconds(500)
        for _ in 0..<200 {
            #expect(backoff.ceiling == bound)
            let wait = backoff.next(&random)
            #expect(wait >= .zero && wait <= bound)
            bound = min(bound * 2, .seconds(60))
        }
    }

    @Test func `clients that were cut off together come back apart`() {
        let waits = (0..<1000).map { seed in
            var random = SeededRandom(seed: UInt64(seed))
            var backoff = Backoff(base: .seconds(1), cap: .seconds(60))
            return backoff.next(&random)
        }
        // Full jitter: each tenth of the second gets its share.
        for tenth in 0..<10 {
            let from = Duration.milliseconds(100 * tenth)
            let share = waits.filter { $0 >= from && $0 < from + .milliseconds(100) }.count
            #expect((50...150).contains(share))
        }
    }

    @Test func `after a success it begins anew`() {
        var random = SeededRandom(seed: 1)
        var backoff = Backoff()
        for _ in 0..<9 { _ = backoff.next(&random) }
        backoff.reset()
        #expect(backoff.ceiling == .milliseconds(500))
    }
}

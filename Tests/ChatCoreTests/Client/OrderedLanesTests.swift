import ChatBase
import Testing

@testable import ChatCore

@Suite struct OrderedLanesTests {
    @Test func `who entered first goes first, one at a time`() async throws {
        let lanes = OrderedLanes<Int>(limit: 100)
        let order = Lock<[Int]>([])
        try await lanes.enter(1)
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<50 {
            tasks.append(
                Task {
                    try await lanes.enter(1)
                    order.withLock { $0.append(number) }
                    lanes.leave(1)
                })
            while lanes.waitingCount(1) <= number { await Task.yield() }
        }
        lanes.leave(1)
        for task in tasks { try await task.value }
        #expect(order.withLock { $0 } == Array(0..<50))
        #expect(lanes.waitingCount(1) == 0)
    }

    @Test func `lanes do not wait for each other`() async throws {
        let lanes = OrderedLanes<Int>(limit: 1)
        try await lanes.enter(1)
        try await lanes.enter(2)
        lanes.leave(2)
        lanes.leave(1)
    }

    @Test func `one who is cancelled leaves the queue and holds nobody up`() async throws {
        let lanes = OrderedLanes<Int>(limit: 10)
        try await lanes.enter(1)
        let impatient = Task { try await lanes.enter(1) }
        while lanes.waitingCount(1) < 1 { await Task.yield() }
        let patient = Task { try await lanes.enter(1) }
        while lanes.waitingCount(1) < 2 { await Task.yield() }
        impatient.cancel()
        await #expect(throws: ChatError.self) { try await impatient.value }
        lanes.leave(1)
        try await patient.value
    }

    @Test func `a full lane refuses`() async throws {
        let lanes = OrderedLanes<Int>(limit: 1)
        try await lanes.enter(1)
        let waiting = Task { try await lanes.enter(1) }
        while lanes.waitingCount(1) < 1 { await Task.yield() }
        do {
            try await lanes.enter(1)
            Issue.record("the lane was full")
        } catch {
            #expect(error.code == .overloaded)
        }
        lanes.leave(1)
        try await waiting.value
    }
}

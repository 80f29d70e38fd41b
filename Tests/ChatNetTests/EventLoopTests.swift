import ChatBase
import Testing

@testable import ChatNet

@Suite(.timeLimit(.minutes(10))) struct EventLoopTests {
    /// Runs a loop on a thread of its own until `body`'s jobs stop it.
    private func run(_ body: (EventLoop) -> Void) throws {
        let loop = try EventLoop(index: 0, time: SystemTime())
        body(loop)
        Thread(name: "loop") { loop.run() }.join()
    }

    @Test func jobsRunInTheOrderTheyWerePosted() throws {
        let order = Lock<[Int]>([])
        try run { loop in
            for number in 1...1_000 { loop.post { _ in order.withLock { $0.append(number) } } }
            loop.post { $0.stop() }
        }
        #expect(order.withLock { $0 } == Array(1...1_000))
    }

    @Test func jobsOfManyThreadsAllRun() throws {
        let count = Lock(0)
        let loop = try EventLoop(index: 0, time: SystemTime())
        let runner = Thread(name: "loop") { loop.run() }
        let senders = (1...4).map { number in
            Thread(name: "sender-\(number)") {
                for _ in 1...5_000 { loop.post { _ in count.withLock { $0 += 1 } } }
            }
        }
        for sender in senders { sender.join() }
        loop.post { $0.stop() }
        runner.join()
        #expect(count.withLock { $0 } == 20_000)
    }

    @Test func timersFireInTheOrderOfTheirDeadlines() throws {
        let order = Lock<[Int]>([])
        try run { loop in
            loop.post { loop in
                func note(_ number: Int) -> (EventLoop) -> Void {
                    { _ in order.withLock { $0.append(number) } }
                }
                _ = loop.schedule(after: .milliseconds(30), note(3))
                _ = loop.schedule(after: .milliseconds(10), note(1))
                let cancelled = loop.schedule(after: .milliseconds(15), note(9))
                _ = loop.schedule(after: .milliseconds(20), note(2))
                _ = loop.schedule(after: .milliseconds(30), note(4))
                _ = loop.schedule(after: .milliseconds(40)) { $0.stop() }
                loop.cancel(cancelled)
            }
        }
        #expect(order.withLock { $0 } == [1, 2, 3, 4])
    }

    @Test func aWaitingLoopDoesNotSpin() throws {
        let turns = Lock(0)
        try run { loop in
            loop.post { loop in
                let before = loop.turns
                _ = loop.schedule(after: .milliseconds(50)) { loop in
                    turns.withLock { $0 = loop.turns - before }
                    loop.stop()
                }
            }
        }
        #expect(turns.withLock { $0 } <= 3)
    }

    @Test func aTimerQueueForgetsWhatIsCancelled() {
        var queue = TimerQueue()
        var random = SeededRandom(seed: 8)
        var ids: [TimerID] = []
        for _ in 1...10_000 {
            let deadline = MonotonicTime(nanoseconds: Int64.random(in: 0...1_000, using: &random))
            ids.append(queue.add(deadline: deadline) { _ in })
        }
        for id in ids.dropFirst(10) { queue.cancel(id) }
        #expect(queue.count == 10)
        var fired = 0
        while queue.popDue(at: MonotonicTime(nanoseconds: 1_000)) != nil { fired += 1 }
        #expect(fired == 10)
        #expect(queue.next() == nil)
    }
}

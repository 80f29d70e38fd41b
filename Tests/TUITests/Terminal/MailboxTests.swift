import ChatBase
import Glibc
import Testing

@testable import tui

@Suite("Mailbox")
struct MailboxTests {
    private func isReadable(_ descriptor: Int32) -> Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&item, 1, 0) == 1
    }

    @Test("wakes for what waits, and keeps the order")
    func order() {
        let mailbox = Mailbox<Int>()
        #expect(!isReadable(mailbox.descriptor))
        for number in 0..<600 { mailbox.post(number) }
        #expect(isReadable(mailbox.descriptor))
        var taken: [Int] = []
        var hasMore = true
        while hasMore {
            let part = mailbox.drain(atMost: 256)
            #expect(part.events.count <= 256)
            taken += part.events
            hasMore = part.hasMore
        }
        #expect(taken == Array(0..<600))
        #expect(!isReadable(mailbox.descriptor))
    }

    @Test("an event with a key replaces the one that waits, in its place")
    func coalesces() {
        let mailbox = Mailbox<String>()
        mailbox.post("typing 1", replacing: 7)
        mailbox.post("message")
        mailbox.post("typing 2", replacing: 7)
        var events = mailbox.drain(atMost: 1).events
        #expect(events == ["typing 2"])
        mailbox.post("typing 3", replacing: 7)
        events = mailbox.drain(atMost: 10).events
        #expect(events == ["message", "typing 3"])
    }

    @Test("a sender waits while it is full", .timeLimit(.minutes(10)))
    func backpressure() async {
        let mailbox = Mailbox<Int>(capacity: 4)
        let sent = Lock(0)
        let sender = Task {
            for number in 0..<100 {
                await mailbox.send(number)
                sent.withLock { $0 = number + 1 }
            }
        }
        var taken: [Int] = []
        while taken.count < 100 {
            let events = mailbox.drain(atMost: 3).events
            let done = sent.withLock { $0 }
            #expect(done <= taken.count + events.count + 5)
            taken += events
            await Task.yield()
        }
        await sender.value
        #expect(taken == Array(0..<100))
    }
}

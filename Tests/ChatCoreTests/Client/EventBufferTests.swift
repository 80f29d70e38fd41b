import ChatBase
import Testing

@testable import ChatCore

@Suite struct EventBufferTests {
    private func event(_ n: Int64) -> ChatEvent {
        ChatEvent(.unknown("X", json: "{}"), scope: .guild, n: n)
    }

    @Test func `a full buffer says so, and asks for more once half of it is read`() async throws {
        let asked = Lock(0)
        let buffer = EventBuffer(capacity: 4) { asked.withLock { $0 += 1 } }
        let room = (1...4).map { buffer.push(event($0)) }
        #expect(room == [true, true, true, false])
        _ = try await buffer.next()
        #expect(asked.withLock { $0 } == 0)
        _ = try await buffer.next()
        #expect(asked.withLock { $0 } == 1)
        _ = try await buffer.next()
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `what was pushed before the end is read before it`() async throws {
        let buffer = EventBuffer(capacity: 10) {}
        _ = buffer.push(event(1))
        buffer.finish(.failure(ChatError(.unauthorized, "over")))
        _ = buffer.push(event(2))
        let first = try await buffer.next()
        #expect(first?.n == 1)
        do {
            _ = try await buffer.next()
            Issue.record("there was no second event")
        } catch {
            #expect(error.code == .unauthorized)
        }
    }

    @Test func `a reader gets each event once, in order, however the two interleave`()
        async throws
    {
        // One for each time the buffer was full and has not asked for more since.
        let owed = Condition(0)
        let buffer = EventBuffer(capacity: 8) { owed.update { $0 -= 1 } }
        let writer = Thread(name: "writer") {
            for n in Int64(1)...20000 {
                _ = owed.wait { owed in owed == 0 ? true : nil }
                if !buffer.push(event(n)) { owed.update { $0 += 1 } }
            }
            buffer.finish(.success(()))
        }
        var expected: Int64 = 0
        while let event = try await buffer.next() {
            expected += 1
            guard event.n == expected else {
                Issue.record("\(String(describing: event.n)) instead of \(expected)")
                break
            }
        }
        writer.join()
        #expect(expected == 20000)
    }

    @Test func `cancelling the reader ends its waiting`() async throws {
        let buffer = EventBuffer(capacity: 1) {}
        let reader = Task { try await buffer.next() }
        reader.cancel()
        let event = try await reader.value
        #expect(event == nil)
    }
}

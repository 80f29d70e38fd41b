import Testing

@testable import ChatCore

@Suite struct BotProgressTests {
    private func event(_ n: Int64, in scope: Scope = .guild) -> ChatEvent {
        ChatEvent(.unknown("X", json: "{}"), scope: scope, n: n)
    }

    @Test func `the point never passes an event that is still handled`() {
        var progress = BotProgress(from: ResumePoint(cursor: "a"))
        let tickets = (1...3).map { progress.begin(event($0)) }
        let place = progress.begin(ChatEvent(.cursor("b")))
        let keeps = [place, tickets[2], tickets[1]].map { progress.finish($0) }
        #expect(keeps == [false, false, false])
        #expect(progress.point == ResumePoint(cursor: "a"))
        let keep = progress.finish(tickets[0])
        #expect(keep)
        #expect(progress.point == ResumePoint(cursor: "b"))
    }

    @Test func `events after the cursor are remembered one by one`() {
        var progress = BotProgress(from: ResumePoint(cursor: "a"))
        for n in Int64(1)...3 {
            let ticket = progress.begin(event(n))
            _ = progress.finish(ticket)
        }
        #expect(progress.point?.known == [.guild: 3])
        #expect(progress.point?.cursor == "a")
    }

    @Test func `before the server has named a place there is none to keep`() {
        var progress = BotProgress(from: nil)
        let ticket = progress.begin(event(1))
        let keep = progress.finish(ticket)
        #expect(!keep && progress.point == nil)
    }

    @Test func `a resume point survives its text`() {
        var point = ResumePoint(cursor: "a\"b")
        point.record(event(7))
        point.record(event(9, in: .channel(ChannelID(12))))
        #expect(ResumePoint(text: point.text) == point)
        for end in 0..<point.text.count {
            #expect(ResumePoint(text: String(point.text.prefix(end))) == nil)
        }
    }
}

import ChatBase
import ChatCore
import Testing

@testable import tui

@Suite struct ScrollingTests {
    private func full(_ count: Int = 100) -> Stage {
        var stage = Stage(columns: 60, rows: 12)
        for number in 1...count { stage.hear("line \(number)", minutes: Int64(number * 10)) }
        stage.effects = []
        return stage
    }

    private func shown(_ stage: Stage) -> [Int] {
        stage.screen.split(separator: "\n").compactMap { line in
            line.firstRange(of: "line ").flatMap {
                Int(line[$0.upperBound...].prefix { $0.isNumber })
            }
        }
    }

    @Test func pagesOverlapByALineAndMissNone() {
        var stage = full()
        var seen = Set(shown(stage))
        var last = shown(stage)
        for _ in 0..<40 {
            stage.press(.pageUp)
            let now = shown(stage)
            if now == last { break }
            #expect(now.last! >= last.first! - 1)
            seen.formUnion(now)
            last = now
        }
        #expect(seen == Set(1...100))
        #expect(stage.screen.contains("This is where #welcome begins."))
    }

    @Test func theTopFillsThePane() {
        var stage = full()
        stage.press(.home, .alt)
        #expect(shown(stage).first == 1)
        #expect(shown(stage).count >= 6)
        stage.press(.pageUp)
        #expect(shown(stage).first == 1)
    }

    @Test func whatArrivesBelowDoesNotMoveTheView() {
        var stage = full()
        stage.press(.pageUp)
        let before = shown(stage)
        stage.hear("line 101", minutes: 2000)
        stage.hear("line 102", minutes: 2001)
        #expect(shown(stage) == before)
        #expect(stage.screen.contains("↓ 2 new below"))
        #expect(stage.model.channels[Stage.welcome]!.unread == 2)
        stage.press(.end, .alt)
        #expect(shown(stage).last == 102)
        #expect(stage.model.channels[Stage.welcome]!.unread == 0)
    }

    @Test func downAgainFollowsTheEnd() {
        var stage = full()
        stage.press(.pageUp)
        stage.press(.pageDown)
        #expect(stage.model.channels[Stage.welcome]!.anchor == nil)
        stage.send(
            .input(.mouse(.init(action: .wheelUp, row: 1, column: 1, modifiers: []))))
        #expect(stage.model.channels[Stage.welcome]!.anchor != nil)
    }

    @Test func deletingTheAnchorKeepsThePlace() {
        var stage = full()
        stage.press(.pageUp)
        stage.press(.pageUp)
        let anchor = stage.model.channels[Stage.welcome]!.anchor!.message
        let before = shown(stage)
        stage.send(.gateway(.messageDelete(anchor, in: Stage.welcome), gapBefore: false))
        let after = shown(stage)
        #expect(Set(before).intersection(after).count >= before.count - 2)
        #expect(after.count >= before.count - 2)
    }

    @Test func anEditOfSomethingElseDoesNotMoveTheView() {
        var stage = full()
        let newest = stage.model.channels[Stage.welcome]!.log.last!
        stage.press(.pageUp)
        let before = shown(stage)
        let edited = Message(
            id: newest.id, channelID: Stage.welcome, guildID: GuildID(5),
            author: Stage.user(Stage.bob), member: nil,
            content: String(repeating: "much longer ", count: 40), timestamp: newest.time,
            edited: newest.time)
        stage.send(.gateway(.messageUpdate(edited), gapBefore: false))
        #expect(shown(stage) == before)
        stage.press(.end, .alt)
        #expect(stage.screen.contains("(edited)"))
    }

    @Test func nearAHoleThePageBeforeItIsAskedForOnceAndFillsIn() {
        var stage = Stage(columns: 60, rows: 12)
        var messages: [ChatMessage] = []
        for number in 1...60 {
            let id = stage.id(minutes: Int64(number))
            messages.append(
                ChatMessage(
                    id: id, author: Stage.bob, authorName: "bob", content: "line \(number)",
                    isEdited: false, quote: nil, mentions: [], mentionsEveryone: false))
        }
        func page(_ range: Range<Int>, before: MessageID?, start: Bool) -> AppEvent {
            var part = Array(messages[range])
            part[0].hasGapBefore = !start
            return .page(
                HistoryPage(
                    channel: Stage.welcome, messages: part, before: before, reachesStart: start,
                    isCurrent: true))
        }
        stage.model.channels[Stage.welcome]!.forgetLog()
        #expect(
            stage.send(page(50..<60, before: nil, start: false)) == [
                .loadHistory(Stage.welcome, before: messages[50].id)
            ])
        #expect(stage.press(.pageUp).isEmpty)
        stage.send(page(30..<50, before: messages[50].id, start: false))
        var asked: [Effect] = []
        for _ in 0..<10 { asked += stage.press(.pageUp) }
        #expect(asked == [.loadHistory(Stage.welcome, before: messages[30].id)])
        stage.send(page(0..<30, before: messages[30].id, start: true))
        stage.press(.home, .alt)
        #expect(shown(stage).first == 1)
        let log = stage.model.channels[Stage.welcome]!.log
        #expect(log.messages.map(\.id) == messages.map(\.id))
        #expect(!log.messages.contains { $0.hasGapBefore })
    }

    @Test func clearEmptiesThePaneAndPageUpBringsItBack() {
        var stage = full(20)
        stage.say("/clear")
        #expect(shown(stage).isEmpty)
        stage.hear("line 21", minutes: 999)
        #expect(shown(stage) == [21])
        stage.press(.pageUp)
        #expect(shown(stage).count > 1)
    }

    @Test func aPageCorrectsWhatIsHere() {
        var log = MessageLog()
        func entry(_ number: UInt64, _ text: String) -> ChatMessage {
            ChatMessage(
                id: MessageID(number), author: Stage.bob, authorName: "", content: text,
                isEdited: false, quote: nil, mentions: [], mentionsEveryone: false)
        }
        for number in 1...5 { log.insert(entry(UInt64(number), "old")) }
        log.merge([entry(2, "new"), entry(4, "new")], before: MessageID(5))
        #expect(log.messages.map(\.id.rawValue) == [1, 2, 4, 5])
        #expect(log.messages.map(\.content) == ["old", "new", "new", "old"])
        #expect(log.messages[1].revision == 1)
    }
}

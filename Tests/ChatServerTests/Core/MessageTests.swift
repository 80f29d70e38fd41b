import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct MessageTests {
    @Test func aMessageIsOneRowOfItsChannelsLog() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let before = try world.store.lastN(of: .channel(general))
        let message = try world.send("hello", to: general, by: alice)
        let event = try #require(world.events.last)
        #expect(event.row.scope == .channel(general))
        #expect(event.row.n == before + 1)
        #expect(message.n == before + 1)
        let json = try JSON(parsing: event.json.array)
        #expect(json["op"]?.int == 0)
        #expect(json["t"]?.string == "MESSAGE_CREATE")
        #expect(json["sc"]?.string == "c:\(general)")
        #expect(json["n"]?.int == Int(before) + 1)
        #expect(json["d"]?["content"]?.string == "hello")
        #expect(String(decoding: event.json.array.prefix(8), as: UTF8.self) == "{\"op\":0,")
    }

    @Test func idsRiseEvenWhenTheClockStepsBack() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        var last = MessageID(0)
        for step in 0..<20 {
            if step == 10 { world.time.stepWall(by: .seconds(-3600)) }
            let message = try world.send("\(step)", to: general, by: alice)
            #expect(message.id > last)
            last = message.id
        }
    }

    @Test func idsOfOneMillisecondTellNothingAboutOtherChannels() throws {
        let world = try World()
        let alice = try world.person("alice")
        let (general, welcome) = (try world.general, try world.channel(named: "welcome"))
        let first = try world.send("a", to: general, by: alice).id.rawValue & 0x3F_FFFF
        _ = try world.send("b", to: welcome, by: alice)
        let second = try world.send("c", to: general, by: alice).id.rawValue & 0x3F_FFFF
        #expect(second == first + 1)
        #expect(first != 0)
    }

    @Test func contentHasFromOneToFourThousandScalars() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let longest = String(repeating: "\u{1F600}", count: 4000)
        #expect(try world.send(longest, to: general, by: alice).content == longest)
        let tooLong = refusal { try world.send(longest + "x", to: general, by: alice) }
        #expect(tooLong?.code == .invalidFormBody)
        #expect(tooLong?.fields.first?.path == "content")
        #expect(refusal { try world.send(" \n", to: general, by: alice) }?.code == .emptyMessage)
        #expect(refusal { try world.send("", to: general, by: alice) }?.code == .emptyMessage)
    }

    @Test func aReplyCarriesTheAnsweredMessageUntilItIsGone() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let general = try world.general
        let question = try world.send("why?", to: general, by: alice)
        let answer = try world.send("so.", to: general, by: bob, answers: question.id)
        #expect(answer.referencedMessage?.id == question.id)
        #expect(answer.mentions.map(\.id) == [alice.user])
        try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.deleteMessage(question.id, in: general, by: alice)
        }
        let read = try world.view.message(answer.id, in: general, for: alice.user)
        #expect(read.reference?.messageID == question.id)
        #expect(read.referencedMessage == nil)
        let gone = refusal { try world.send("?", to: general, by: bob, answers: question.id) }
        #expect(gone?.code == .invalidFormBody)
    }

    @Test func onlyTheAuthorEditsAndTheFormerTextIsKept() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let general = try world.general
        let message = try world.send("frist", to: general, by: bob)
        world.time.advance(by: .seconds(1))
        // Alice owns the server, and still can't put words into Bob's mouth.
        let refused = refusal {
            _ = try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.editMessage(message.id, in: general, content: "x", by: alice)
            }
        }
        #expect(refused?.code == .cannotEditOthers)
        let edited = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.editMessage(message.id, in: general, content: "first", by: bob)
        }
        #expect(edited.content == "first")
        #expect(edited.edited == world.time.wall)
        #expect(edited.n == message.n)
        #expect(world.events.last?.row.type == .messageUpdate)
        let versions = try world.store.connection.rows(
            "SELECT content FROM message_versions WHERE message = ?1", .id(message.id.rawValue)
        ) { $0.text(0) }
        #expect(versions == ["frist"])
    }

    @Test func deletedTextIsGoneFromEveryTable() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let message = try world.send("sekrit-1", to: general, by: alice)
        try world.write { (tx: inout Transaction) throws(APIError) in
            _ = try tx.editMessage(message.id, in: general, content: "sekrit-2", by: alice)
            try tx.deleteMessage(message.id, in: general, by: alice)
        }
        for table in ["messages", "message_versions"] {
            let texts = try world.store.connection.rows("SELECT content FROM \(table)") {
                $0.text(0)
            }
            #expect(texts.allSatisfy { !$0.contains("sekrit") })
        }
        let bodies = try world.store.connection.rows("SELECT body FROM log") { $0.text(0) }
        #expect(bodies.allSatisfy { !$0.contains("sekrit") })
    }

    @Test func historyPagesMeetWithoutGapOrOverlap() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let sent = try (0..<25).map { try world.send("\($0)", to: general, by: alice).id }
        func page(_ position: HistoryPosition, _ limit: Int) throws -> ([MessageID], Bool) {
            let page = try world.view.messages(
                in: general, position, limit: limit, for: alice.user)
            return (page.messages.map(\.id), page.hasMore)
        }
        var collected: [MessageID] = []
        var position = HistoryPosition.latest
        while true {
            let (ids, more) = try page(position, 10)
            collected += ids
            guard more, let last = ids.last else { break }
            position = .before(last)
        }
        #expect(collected == sent.reversed())
        let (after, moreAfter) = try page(.after(sent[4]), 10)
        #expect(after == sent[5..<15].reversed())
        #expect(moreAfter)
        let (around, _) = try page(.around(sent[12]), 7)
        #expect(around == sent[9...15].reversed())
        let (end, moreEnd) = try page(.after(sent[20]), 10)
        #expect(end == sent[21...].reversed())
        #expect(!moreEnd)
        let (all, _) = try page(.before(MessageID(.max)), 100)
        #expect(all.count == 25)
    }

    @Test(arguments: [
        ("<@1>", [1], false), ("<@!1> and <@2>", [1, 2], false), ("@everyone", [], true),
        ("hi @here", [], true), ("<@>", [], false), ("<@1", [], false), ("<@-1>", [], false),
        ("<<@1>", [1], false), ("<@99999999999999999999999>", [], false),
    ])
    func mentionsAreParsed(text: String, users: [UInt64], everyone: Bool) {
        let mentions = Mentions(in: text)
        #expect(mentions.users == users.map { UserID($0) })
        #expect(mentions.everyone == everyone)
    }

    @Test func everyoneIsMentionedOnlyByThoseWhoMay() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let general = try world.general
        #expect(try world.send("@everyone", to: general, by: alice).mentionsEveryone)
        #expect(!(try world.send("@everyone", to: general, by: bob).mentionsEveryone))
    }
}

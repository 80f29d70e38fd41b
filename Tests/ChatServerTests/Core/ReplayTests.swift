import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct ReplayTests {
    @Test func aReplayTellsWhatIsAndRedactsWhatIsGone() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let start = world.ledger.snapshot.position
        let sent = try (0..<5).map { try world.send("\($0)", to: general, by: alice) }
        try world.write { (tx: inout Transaction) throws(APIError) in
            _ = try tx.editMessage(sent[0].id, in: general, content: "zero", by: alice)
            for index in 1...3 { try tx.deleteMessage(sent[index].id, in: general, by: alice) }
        }
        let replay = try world.view.events(
            after: start, scopes: [.channel(general)], limit: 100)
        #expect(replay.isComplete)
        #expect(
            replay.events.map(\.name) == [
                "MESSAGE_CREATE", "REDACTED", "MESSAGE_CREATE", "MESSAGE_UPDATE",
                "MESSAGE_DELETE", "MESSAGE_DELETE", "MESSAGE_DELETE",
            ])
        let first = try #require(sent[0].n)
        let json = try JSON(parsing: replay.events[1].json.array)
        #expect(json["n"]?.int == Int(first) + 3)
        #expect(json["d"]?["first_n"]?.int == Int(first) + 1)
        #expect(json["d"]?["last_n"]?.int == Int(first) + 3)
        #expect(json["d"]?.object?.members.map(\.key) == ["first_n", "last_n", "reason"])
        #expect(replay.events[1].rowCount == 3)
        let text = try JSON(parsing: replay.events[0].json.array)["d"]?["content"]?.string
        #expect(text == "zero")
        // Every n is told once, in order.
        var next = first
        for event in replay.events {
            #expect(event.row.n - event.rowCount + 1 == next)
            next = event.row.n + 1
        }
    }

    @Test func onlyNeighboursInTheStreamAreOneRedaction() throws {
        let world = try World()
        let alice = try world.person("alice")
        let (general, welcome) = (try world.general, try world.channel(named: "welcome"))
        let start = world.ledger.snapshot.position
        let one = try world.send("1", to: general, by: alice)
        try world.send("between", to: welcome, by: alice)
        let two = try world.send("2", to: general, by: alice)
        try world.write { (tx: inout Transaction) throws(APIError) in
            for id in [one.id, two.id] { try tx.deleteMessage(id, in: general, by: alice) }
        }
        let replay = try world.view.events(
            after: start, scopes: [.channel(general), .channel(welcome)], limit: 100)
        #expect(
            replay.events.map(\.name) == [
                "REDACTED", "MESSAGE_CREATE", "REDACTED", "MESSAGE_DELETE", "MESSAGE_DELETE",
            ])
    }

    @Test func aLimitedReplaySaysThatItIsNotComplete() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let start = world.ledger.snapshot.position
        for index in 0..<10 { try world.send("\(index)", to: general, by: alice) }
        let part = try world.view.events(after: start, scopes: [.channel(general)], limit: 9)
        #expect(part.events.count == 9 && !part.isComplete)
        let whole = try world.view.events(after: start, scopes: [.channel(general)], limit: 10)
        #expect(whole.events.count == 10 && whole.isComplete)
        let byN = try world.view.events(of: .channel(general), afterN: 8, limit: 100)
        #expect(byN.first?.row.n == 9)
        #expect(byN.last?.row.position == world.ledger.snapshot.position)
    }

    @Test func trimmingRemovesOnlyAPrefixAndNGoesOn() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let message = try world.send("old", to: general, by: alice)
        let old = world.ledger.snapshot.position
        world.time.advance(by: .seconds(31 * 86_400))
        let hash = (world.hash("a"), world.hash("b"))
        let signedIn = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.createDevice(of: alice.user, name: "new", access: hash.0, refresh: hash.1)
        }
        var rounds = 0
        while try world.write({ (tx: inout Transaction) throws(APIError) in
            try tx.sweep(limit: 3)
        }) {
            rounds += 1
        }
        #expect(rounds > 0)
        #expect(try world.store.trimmedPosition() == old)
        #expect(try !world.view.reaches(old - 1))
        #expect(try world.view.reaches(old))
        let n = try #require(message.n)
        #expect(try world.store.firstN(of: .channel(general)) == n + 1)
        #expect(try world.send("new", to: general, by: signedIn).n == n + 1)
        // History is no log: it stays.
        #expect(try world.view.message(message.id, in: general, for: alice.user).content == "old")
    }
}

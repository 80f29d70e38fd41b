import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct LedgerTests {
    @Test func aRefusedCommandIsUndoneAloneAndItsNeighboursStay() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let lastN = try world.store.lastN(of: .channel(general))
        let answers = Lock<[String]>([])
        func command(
            _ text: String, fails: Bool
        ) -> Command {
            Command(
                { (tx: inout Transaction) throws(APIError) in
                    let message = try tx.createMessage(
                        MessageDraft(content: text), in: general, by: alice)
                    _ = try tx.createChannel(ChannelDraft(name: text), by: alice)
                    if fails { throw .missingPermissions }
                    return message
                },
                completion: { result in
                    let text =
                        switch result {
                        case .success(let message): "\(message.content) \(message.n ?? 0)"
                        case .failure(let error): error.code.name
                        }
                    answers.withLock { $0.append(text) }
                })
        }
        let before = world.events.count
        world.run([
            command("one", fails: false), command("two", fails: true),
            command("three", fails: false),
        ])
        #expect(
            answers.withLock { $0 } == [
                "one \(lastN + 1)", "MISSING_PERMISSIONS", "three \(lastN + 2)",
            ])
        #expect(world.events.count == before + 4)
        #expect(throws: APIError.self) { try world.channel(named: "two") }
        #expect(throws: Never.self) { try world.channel(named: "three") }
        let page = try world.view.messages(in: general, .latest, limit: 10, for: alice.user)
        #expect(page.messages.map(\.content) == ["three", "one"])
    }

    @Test func whatAFailedMemberTookFromScopesIsGivenAgain() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        for round in 0..<5 {
            let failed = refusal {
                try world.write { (tx: inout Transaction) throws(APIError) in
                    _ = try tx.createMessage(
                        MessageDraft(content: "x"), in: general, by: alice)
                    throw .unknownUser
                }
            }
            #expect(failed == .unknownUser)
            let n = try world.send("\(round)", to: general, by: alice).n
            #expect(n == world.events.last?.row.n)
        }
        let rows = try world.store.rows(of: .channel(general), afterN: 0, limit: 100)
        #expect(rows.map(\.n) == Array(1...Int64(rows.count)))
    }

    @Test func anEventsVersionTenFormIsItsBytesBehindAnS() throws {
        let world = try World()
        let alice = try world.person("alice")
        try world.send("quote \" and \u{1F600}", to: try world.general, by: alice)
        for event in world.events {
            let bytes = Array("{\"s\":7,".utf8) + event.json.array.dropFirst()
            let json = try JSON(parsing: bytes)
            #expect(json["s"]?.int == 7)
            #expect(json["t"]?.string == event.name)
            #expect(
                Set(["s", "op", "t", "sc", "n", "d"]).isSuperset(
                    of: (json.object?.members ?? []).map(\.key)))
        }
    }
}

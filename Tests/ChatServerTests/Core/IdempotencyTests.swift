import ChatCore
import Testing

@testable import ChatServer

@Suite struct IdempotencyTests {
    private func send(
        _ world: World, _ text: String, key: String, by sender: Principal, in channel: ChannelID
    ) throws -> (object: UInt64, isReplay: Bool) {
        try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.once(key, sender, route: "POST /channels/\(channel)/messages") {
                (tx: inout Transaction) throws(APIError) in
                try tx.createMessage(
                    MessageDraft(content: text, nonce: key), in: channel, by: sender
                )
                .id.rawValue
            }
        }
    }

    @Test func aKeyWritesOnceForADeviceAndARoute() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let (general, welcome) = (try world.general, try world.channel(named: "welcome"))
        let first = try send(world, "one", key: "k", by: alice, in: general)
        let again = try send(world, "one", key: "k", by: alice, in: general)
        #expect(!first.isReplay && again.isReplay)
        #expect(first.object == again.object)
        #expect(!(try send(world, "one", key: "k", by: bob, in: general).isReplay))
        #expect(!(try send(world, "one", key: "k", by: alice, in: welcome).isReplay))
        let page = try world.view.messages(in: general, .latest, limit: 10, for: alice.user)
        #expect(page.messages.count == 2)
    }

    @Test func onlySuccessSpendsAKey() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        #expect(throws: APIError.self) {
            try send(world, "", key: "k", by: alice, in: general)
        }
        #expect(!(try send(world, "now", key: "k", by: alice, in: general).isReplay))
    }

    @Test func aKeyIsKeptForSevenDays() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        _ = try send(world, "one", key: "k", by: alice, in: general)
        world.time.advance(by: .seconds(7 * 86_400 - 1))
        _ = try world.write { (tx: inout Transaction) throws(APIError) in try tx.sweep() }
        #expect(try send(world, "one", key: "k", by: alice, in: general).isReplay)
        world.time.advance(by: .seconds(2))
        _ = try world.write { (tx: inout Transaction) throws(APIError) in try tx.sweep() }
        #expect(!(try send(world, "one", key: "k", by: alice, in: general).isReplay))
    }

    @Test func aKeyHasFromOneToSixtyFourBytes() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        for key in ["", String(repeating: "x", count: 65)] {
            let refused = refusal {
                _ = try send(world, "x", key: key, by: alice, in: general)
            }
            #expect(refused?.code == .invalidFormBody)
        }
    }
}

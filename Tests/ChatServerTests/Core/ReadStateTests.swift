import ChatCore
import Testing

@testable import ChatServer

@Suite struct ReadStateTests {
    @Test func unreadIsCountedThroughEditsAndDeletes() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let general = try world.general
        world.time.advance(by: .seconds(1))
        let sent = try (0..<5).map {
            try world.send("\($0) <@\(bob.user)>", to: general, by: alice)
        }
        try world.send("mine", to: general, by: bob)
        func state() throws -> ReadState {
            try world.view.readState(of: bob.user, in: general)
        }
        #expect(try state().unread == 5)
        #expect(try state().mentions == 5)
        try world.write { (tx: inout Transaction) throws(APIError) in
            _ = try tx.editMessage(sent[1].id, in: general, content: "no mention", by: alice)
            try tx.deleteMessage(sent[2].id, in: general, by: alice)
        }
        #expect(try state().unread == 4)
        #expect(try state().mentions == 3)
        let marked = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.markRead(general, upTo: sent[3].id, by: bob)
        }
        #expect(marked.unread == 1)
        #expect(marked.lastReadMessageID == sent[3].id)
        #expect(try state() == marked)
    }

    @Test func aMarkerOnlyMovesForwardAndTellsTheUserAlone() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let (first, second) = (
            try world.send("1", to: general, by: alice), try world.send("2", to: general, by: alice)
        )
        func mark(_ id: MessageID) throws -> MessageID? {
            try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.markRead(general, upTo: id, by: alice)
            }.lastReadMessageID
        }
        #expect(try mark(second.id) == second.id)
        let events = world.events.count
        #expect(try mark(first.id) == second.id)
        #expect(world.events.count == events)
        #expect(world.events.last?.row.scope == .user(alice.user))
        // Nor beyond what is there: it would hide what comes.
        #expect(try mark(MessageID(.max >> 1)) == second.id)
    }

    @Test func whatWasSentBeforeOneJoinedIsNotUnread() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        try world.send("old", to: general, by: alice)
        world.time.advance(by: .seconds(60))
        let bob = try world.person("bob")
        world.time.advance(by: .seconds(1))
        try world.send("new", to: general, by: alice)
        #expect(try world.view.readState(of: bob.user, in: general).unread == 1)
    }
}

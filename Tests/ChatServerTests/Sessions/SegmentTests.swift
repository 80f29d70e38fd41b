import ChatBase
import ChatCore
import Testing

@testable import ChatServer

/// What a v=10 client was given number by number, against what the segments say of it.
@Suite struct SegmentTests {
    private static let wanted: Intents = [.guilds, .guildMessages]

    @Test(arguments: 0..<60)
    func everyNumberResolvesToItsPlaceInTheLog(seed: UInt64) throws {
        var world = try SessionWorld(seed: seed)
        for _ in 0..<120 { try world.step() }
        try world.checkEveryNumber()
    }

    @Test func numbersInsideAGapResolveToTheRowBeforeIt() throws {
        var world = try SessionWorld(seed: 1)
        try world.hide(true)
        let before = world.client.s
        try world.give(true)
        // Four channels come, and the row itself.
        #expect(world.client.s == before + 5)
        try world.give(false)
        #expect(world.client.s == before + 10)
        try world.checkEveryNumber()
    }

    @Test func aSessionWithoutTheGuildsIntentHasNoGaps() throws {
        var world = try SessionWorld(seed: 8)
        try world.start(intents: .guildMessages)
        let before = world.client.s
        try world.hide(true)
        try world.hide(false)
        #expect(world.client.s == before)
        try world.say(20)
        #expect(world.client.s == before + 20)
        try world.checkEveryNumber()
    }

    @Test func numbersBeyondTheHeadAreRefused() throws {
        var world = try SessionWorld(seed: 2)
        try world.say(3)
        let place = try world.locate(world.client.s + 1)
        guard case .refused("beyond_head") = place else {
            Issue.record("served: \(place)")
            return
        }
    }

    @Test func anotherUsersSessionIsUnknown() throws {
        let world = try SessionWorld(seed: 3)
        let place = try world.store.locate(
            world.client.session, s: world.client.s, by: world.owner, head: world.position,
            trimmed: 0, usedSince: WallTime(milliseconds: 0))
        guard case .refused("unknown_session") = place else {
            Issue.record("served: \(place)")
            return
        }
    }

    @Test func acknowledgedSegmentsGoAndTheRestStillResolves() throws {
        var world = try SessionWorld(seed: 4)
        for _ in 0..<5 {
            try world.say(4)
            try world.hide(true)
            try world.say(4)
            try world.hide(false)
        }
        let session = world.client.session
        let before = try world.store.segments(of: session).segments.count
        let acknowledged = world.client.s - 2
        try world.run { tx throws(APIError) in try tx.acknowledge(session, s: acknowledged) }
        let after = try world.store.segments(of: session).segments.count
        #expect(after < before)
        world.client.places = world.client.places.filter { $0.key >= acknowledged }
        try world.checkEveryNumber()
        guard case .refused("sequence_forgotten") = try world.locate(1) else {
            Issue.record("a forgotten number was served")
            return
        }
    }

    @Test func aCheckpointChangesNoPlace() throws {
        var world = try SessionWorld(seed: 5)
        try world.say(10)
        try world.checkpoint()
        try world.say(10)
        try world.hide(true)
        try world.checkpoint()
        try world.say(10)
        try world.checkEveryNumber()
    }

    @Test func aLateCheckpointAfterAChangeOfViewIsIgnored() throws {
        var world = try SessionWorld(seed: 6)
        let (session, s, place) = (world.client.session, world.client.s, world.position)
        let view = world.client.view
        try world.hide(true)
        try world.run { tx throws(APIError) in
            try tx.checkpoint(session, s: s, position: place, view: try tx.store.intern(view))
        }
        try world.checkEveryNumber()
    }

    @Test func anUnusedSessionIsForgottenAfterItsLifetime() throws {
        let world = try SessionWorld(seed: 9)
        world.pass(.seconds(3601))
        guard case .refused("unknown_session") = try world.locate(world.client.s) else {
            Issue.record("served")
            return
        }
    }

    @Test func aTrimmedLogRefusesWhatItCannotServe() throws {
        var world = try SessionWorld(seed: 7)
        try world.say(5)
        let early = world.client.s
        try world.say(5)
        try world.trim()
        guard case .refused("session_expired") = try world.locate(early) else {
            Issue.record("a number of a trimmed stretch was served")
            return
        }
    }
}

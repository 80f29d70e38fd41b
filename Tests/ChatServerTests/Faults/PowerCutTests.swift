import ChatBase
import ChatCore
import ChatTestKit
import Testing

@testable import ChatServer

/// Power goes at random moments while fifty people write as fast as they are answered.
@Suite struct PowerCutTests {
    @Test(arguments: UInt64(1)...12)
    func whatWasAcknowledgedOutlivesPowerCuts(seed: UInt64) throws {
        let outcome = try Self.run(seed: seed)
        #expect(outcome.broken == [])
        #expect(outcome.acknowledged > 50)
    }

    /// The same without syncs must lose something, or the test above sees nothing.
    @Test func withoutSyncsTheSameTestSeesLosses() throws {
        var losses = 0
        for seed in UInt64(1)...6 {
            losses += try Self.run(seed: seed, synchronous: false).broken.isEmpty ? 0 : 1
        }
        #expect(losses > 0)
    }

    private static func run(
        seed: UInt64, synchronous: Bool = true
    ) throws -> (broken: [String], acknowledged: Int) {
        var random = SeededRandom(seed: seed)
        let world = DiskWorld(seed: seed)
        if !synchronous { world.disk.ignoreSynchronous() }
        let engine = try world.open()
        let general = try #require(
            engine.snapshot.community.channels.values.first { $0.name == "general" })
        let senders = try Senders(50, in: general.id, on: engine)
        for round in 0..<4 {
            let changes = Int(random.next() % (round == 0 ? 4000 : 1500))
            world.disk.cutPower(afterChanges: changes, keepsSome: seed % 3 != 0)
            // Power may go while it opens: then nothing was said to anybody.
            do throws(StorageError) {
                let engine = if let open = world.engine { open } else { try world.open() }
                senders.run(on: engine)
                #expect(!world.disk.isOn)
                #expect(senders.takeErrors().allSatisfy { $0.status == 503 })
            } catch {
                #expect(!world.disk.isOn, "\(error)")
            }
            world.close()
            world.disk.restorePower()
            do throws(StorageError) {
                try world.open()
            } catch {
                return (["it does not open again: \(error)"], 0)
            }
            let broken = Promises.broken(in: world, senders)
            if !broken.isEmpty { return (broken, 0) }
        }
        // It goes on, and ends as it should.
        let engineAfter = try #require(world.engine)
        let steps = (senders.people.map(\.next).max() ?? 0) + 12
        senders.run(on: engineAfter, steps: steps)
        #expect(senders.takeErrors() == [])
        world.close()
        return (
            Promises.broken(in: world, senders),
            senders.people.reduce(0) { $0 + $1.sent.count }
        )
    }
}

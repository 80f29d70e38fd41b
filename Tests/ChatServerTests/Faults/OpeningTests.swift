import ChatBase
import ChatCore
import ChatSQLite
import ChatTestKit
import Testing

@testable import ChatServer

/// What can't be opened says why, is left as it was, and opens once the reason is gone.
@Suite struct OpeningTests {
    private func used() throws -> DiskWorld {
        let world = DiskWorld()
        let engine = try world.open()
        let general = try #require(
            engine.snapshot.community.channels.values.first { $0.name == "general" })
        let senders = try Senders(2, in: general.id, on: engine)
        senders.run(on: engine, steps: 12)
        world.close()
        return world
    }

    private func refusal(_ world: DiskWorld) -> StorageError? {
        do throws(StorageError) {
            try world.open()
            return nil
        } catch {
            return error
        }
    }

    private func expectOpens(_ world: DiskWorld) throws {
        let engine = try world.open()
        #expect(engine.snapshot.community.channels.values.contains { $0.name == "general" })
        try engine.writeAndWait { tx throws(APIError) in
            _ = try tx.createChannel(ChannelDraft(name: "after"), by: nil)
        }
    }

    @Test func aFullDiskIsSaidAndNothingIsHalfMade() throws {
        let world = DiskWorld()
        world.disk.fail(.full(at: 1))
        let error = try #require(refusal(world))
        #expect(error.code == .full)
        #expect(error.message.contains("full"))
        world.disk.repair()
        try expectOpens(world)
    }

    @Test func aReadOnlyDatabaseIsRefusedAtOnce() throws {
        let world = try used()
        world.disk.setReadOnly(true)
        let error = try #require(refusal(world))
        #expect(error.code == .readOnly)
        #expect(error.message.contains(world.directory.database))
        world.disk.setReadOnly(false)
        try expectOpens(world)
    }

    @Test func aReadOnlyDiskWithoutADatabaseIsRefused() throws {
        let world = DiskWorld()
        world.disk.setReadOnly(true)
        #expect(try #require(refusal(world)).code == .readOnly)
    }

    @Test(arguments: [
        ("PRAGMA user_version = 999", StorageError.Code.newerSchema),
        ("PRAGMA application_id = 7", .foreign),
    ])
    func aDatabaseThatIsNotOursIsLeftAlone(
        change: String, code: StorageError.Code
    ) throws {
        let world = try used()
        try alter(world, change)
        let syncs = world.disk.count(.sync)
        let error = try #require(refusal(world))
        #expect(error.code == code)
        #expect(error.message.contains(world.directory.database))
        #expect(world.disk.count(.sync) == syncs, "nothing was written")
        try alter(world, "PRAGMA user_version = 1; PRAGMA application_id = \(0x526F_7374)")
        try expectOpens(world)
    }

    private func alter(_ world: DiskWorld, _ sql: String) throws {
        let connection = try Connection(
            path: world.directory.database, options: Connection.Options(vfs: world.disk.name))
        try connection.execute(sql)
    }

    @Test func aFileThatIsNoDatabaseIsDamaged() throws {
        let world = try used()
        world.disk.damage(world.directory.database, at: 0, with: Array("no database".utf8))
        #expect(try #require(refusal(world)).code == .damaged)
    }

    /// Each page in turn is overwritten: it is refused as damaged, or opens and then works
    /// or says 503; it never traps, and never opens half.
    @Test func aDamagedPageIsSaid() throws {
        let sample = try used()
        let size = try #require(sample.disk.size(of: sample.directory.database))
        var refused = 0
        for offset in stride(from: 4096, to: size, by: 4096) {
            let world = try used()
            world.disk.damage(
                world.directory.database, at: offset,
                with: [UInt8](repeating: 0xA5, count: 4096))
            if let error = refusal(world) {
                #expect(error.code == .damaged, "\(error)")
                #expect(error.message.contains(world.directory.database))
                refused += 1
                continue
            }
            let engine = try #require(world.engine)
            do throws(APIError) {
                try engine.writeAndWait { tx throws(APIError) in
                    _ = try tx.createChannel(ChannelDraft(name: "after"), by: nil)
                }
            } catch {
                #expect(error.status == 503)
            }
        }
        #expect(refused > 0)
    }
}

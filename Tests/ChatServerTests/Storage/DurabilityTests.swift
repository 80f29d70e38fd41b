import ChatBase
import ChatCore
import ChatSQLite
import Glibc
import Testing

@testable import ChatServer

@Suite struct DurabilityTests {
    @Test func aFailedCommitChangesNothingAndTellsEveryWaiter() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let before = world.ledger.snapshot
        let lastN = try world.store.lastN(of: .channel(general))
        let answers = Lock<[Int: APIError?]>([:])
        func note(_ index: Int) -> @Sendable (Result<Void, APIError>) -> Void {
            { result in
                let error: APIError? = if case .failure(let error) = result { error } else { nil }
                answers.withLock { $0[index] = .some(error) }
            }
        }
        let events = world.events.count
        world.run([
            Command(
                { (tx: inout Transaction) throws(APIError) in
                    _ = try tx.createMessage(
                        MessageDraft(content: "lost"), in: general, by: alice)
                    _ = try tx.createChannel(ChannelDraft(name: "lost"), by: alice)
                }, completion: note(0)),
            // A reference to nothing, checked at COMMIT: the COMMIT itself fails.
            Command(
                { (tx: inout Transaction) throws(APIError) in
                    let store = tx.store as? SQLiteStore
                    try store?.run { () throws(SQLiteError) in
                        try store?.connection.execute(
                            "PRAGMA defer_foreign_keys = ON; INSERT INTO passwords VALUES(9, '')")
                    }
                }, completion: note(1)),
            Command(
                { (tx: inout Transaction) throws(APIError) in
                    _ = try tx.createMessage(
                        MessageDraft(content: ""), in: general, by: alice)
                }, completion: note(2)),
        ])
        let told = answers.withLock { $0 }
        #expect(told.count == 3)
        #expect(told.values.allSatisfy { $0?.code == .unavailable })
        #expect(world.events.count == events)
        #expect(world.ledger.snapshot.position == before.position)
        #expect(world.community.channels.count == before.community.channels.count)
        let message = try world.send("kept", to: general, by: alice)
        #expect(message.n == lastN + 1)
        let page = try world.view.messages(in: general, .latest, limit: 10, for: alice.user)
        #expect(page.messages.map(\.content) == ["kept"])
    }

    @Test func aFullDiskIsSaidAndLosesNoAcknowledgedWrite() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        try world.send("first", to: general, by: alice)
        let pages = try world.store.connection.first("PRAGMA page_count") { $0.int(0) } ?? 0
        try world.store.connection.execute("PRAGMA max_page_count = \(pages + 8)")
        var acknowledged = 1
        var error: APIError?
        while error == nil {
            error = refusal {
                try world.send(String(repeating: "x", count: 4000), to: general, by: alice)
            }
            if error == nil { acknowledged += 1 }
        }
        #expect(error?.status == 507)
        #expect(error?.code == .storageFull)
        try world.store.connection.execute("PRAGMA max_page_count = 100000")
        try world.send("last", to: general, by: alice)
        let page = try world.view.messages(in: general, .latest, limit: 100, for: alice.user)
        #expect(page.messages.count == acknowledged + 1)
        #expect(page.messages.first?.content == "last")
    }

    @Test func aReadOnlyDatabaseIsSaid() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        try world.store.connection.execute("PRAGMA query_only = ON")
        let error = refusal { try world.send("x", to: general, by: alice) }
        #expect(error?.code == .readOnly)
        try world.store.connection.execute("PRAGMA query_only = OFF")
        try world.send("x", to: general, by: alice)
    }

    @Test func whatWasAcknowledgedIsThereAfterAKill() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/roost.db"
        let world = try World(path: path)
        let alice = try world.person("alice")
        let general = try world.general
        for index in 0..<20 { try world.send("\(index)", to: general, by: alice) }
        // What the kernel would still have after kill -9: the file and its log, unclosed.
        let copy = folder.path + "/killed.db"
        for suffix in ["", "-wal"] { try copyFile(path + suffix, to: copy + suffix) }
        let revived = try World(path: copy)
        expectSame(revived, world)
        let page = try revived.view.messages(in: general, .latest, limit: 100, for: alice.user)
        #expect(page.messages.map(\.content) == (0..<20).reversed().map { "\($0)" })
        let next = try revived.send("20", to: general, by: alice)
        #expect(next.n == (page.messages[0].n ?? 0) + 1)
        #expect(next.id > page.messages[0].id)
    }

    @Test func aNewerDatabaseIsNotOpened() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/roost.db"
        do {
            let world = try World(path: path)
            try world.store.connection.execute("PRAGMA user_version = 999")
        }
        let error = #expect(throws: StorageError.self) { _ = try World(path: path) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("999") == true)
    }

    @Test func aFileThatIsNoDatabaseIsNotOpened() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/roost.db"
        let file = fopen(path, "w")
        fputs(String(repeating: "no database. ", count: 500), file)
        fclose(file)
        let error = #expect(throws: StorageError.self) { _ = try World(path: path) }
        #expect(error?.code == .damaged)
    }
}

func copyFile(_ source: String, to target: String) throws {
    let input = try #require(fopen(source, "r"))
    let output = try #require(fopen(target, "w"))
    defer {
        fclose(input)
        fclose(output)
    }
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = fread(&buffer, 1, buffer.count, input)
        if count == 0 { break }
        fwrite(buffer, 1, count, output)
    }
}

/// Memory and tables of two worlds agree, except that tables don't keep the order of
/// a set.
func expectSame(_ left: World, _ right: World, _ where: SourceLocation = #_sourceLocation) {
    let (a, b) = (left.ledger.snapshot, right.ledger.snapshot)
    #expect(a.position == b.position, sourceLocation: `where`)
    #expect(a.epoch == b.epoch, sourceLocation: `where`)
    #expect(a.community.guild == b.community.guild, sourceLocation: `where`)
    #expect(a.community.users == b.community.users, sourceLocation: `where`)
    #expect(a.community.members == b.community.members, sourceLocation: `where`)
    #expect(a.community.roles == b.community.roles, sourceLocation: `where`)
    #expect(a.community.channels == b.community.channels, sourceLocation: `where`)
    #expect(a.community.order == b.community.order, sourceLocation: `where`)
    #expect(a.accounts.access == b.accounts.access, sourceLocation: `where`)
    #expect(a.accounts.refresh == b.accounts.refresh, sourceLocation: `where`)
    #expect(a.accounts.passwords == b.accounts.passwords, sourceLocation: `where`)
    #expect(a.accounts.usernames == b.accounts.usernames, sourceLocation: `where`)
    #expect(
        a.accounts.devices.mapValues { Set($0.refreshable) }
            == b.accounts.devices.mapValues { Set($0.refreshable) }, sourceLocation: `where`)
}

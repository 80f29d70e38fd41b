import ChatBase
import ChatCore
import ChatSQLite
import Testing

@testable import ChatServer

/// Random commands by random people, and COMMITs that fail. After each round: what was published is what the
/// tables hold, `n` is contiguous, and each member's replica, fed with its events alone,
/// is what the member may see.
@Suite struct SimulationTests {
    @Test(arguments: UInt64(1)...12)
    func randomCommandsKeepEveryPromise(seed: UInt64) throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/roost.db"
        let world = try World(seed: seed, path: path)
        var actors = try ["alice", "bob", "carol"].map { try world.person($0) }
        var random = SeededRandom(seed: seed)
        var replica = Replica()
        var fed = 0
        for round in 0..<150 {
            world.time.advance(by: .milliseconds(Int64(random.next() % 3)))
            if random.next() % 20 == 0 { world.time.stepWall(by: .seconds(-5)) }
            let count = Int(random.next() % 4) + 1
            let commands = try (0..<count).map { _ in
                try Step(&random, actors: actors, world: world).command
            }
            world.run(commands)
            actors = actors.filter { world.accounts.isSignedIn($0) }
            if actors.count < 3 { actors.append(try world.person("p\(round)")) }
            for event in world.events[fed...] { replica.take(event) }
            fed = world.events.count
        }
        try replica.check(against: world)
        try checkLog(world)
        let copy = folder.path + "/copy.db"
        for suffix in ["", "-wal"] { try copyFile(path + suffix, to: copy + suffix) }
        expectSame(try World(path: copy), world)
        #expect(try world.store.connection.integrityProblems().isEmpty)
        #expect(throws: APIError.self) { try world.channel(named: "poisoned") }
    }

    /// Contiguous from 1 in each scope; positions rise; heads agree; a replay from the
    /// start covers each row once.
    private func checkLog(_ world: World) throws {
        let rows = try world.store.rows(after: 0, through: .max, limit: .max)
        var heads: [Scope: Int64] = [:]
        var position: Int64 = 0
        for row in rows {
            #expect(row.position == position + 1)
            #expect(row.n == heads[row.scope, default: 0] + 1)
            heads[row.scope] = row.n
            position = row.position
        }
        #expect(position == world.ledger.snapshot.position)
        for (scope, n) in heads {
            #expect(try world.store.lastN(of: scope) == n)
            let replay = try world.view.events(after: 0, scopes: [scope], limit: .max - 1)
            #expect(replay.events.reduce(0) { $0 + $1.rowCount } == n)
        }
    }
}

/// What a client that sees everything has, from events alone.
private struct Replica {
    private var messages: [MessageID: String] = [:]
    private var channels: [ChannelID: String] = [:]
    private var members: [UserID: String] = [:]
    private var heads: [Scope: Int64] = [:]

    mutating func take(_ event: Event) {
        let row = event.row
        // The first rows were written when the community was made, before this replica.
        if let known = heads[row.scope] { #expect(row.n == known + 1) }
        heads[row.scope] = row.n
        switch event.payload {
        case .message(let message): messages[message.id] = message.content
        case .messageDelete(let id, _, _): messages[id] = nil
        case .channel(let channel, _): channels[channel.id] = channel.name
        case .channelDelete(let channel):
            channels[channel.id] = nil
        case .member(let member, _): members[member.user.id] = member.displayName
        default: break
        }
    }

    func check(against world: World) throws {
        let stored = try world.store.connection.rows("SELECT id, content, channel FROM messages") {
            (MessageID($0.id(0)), $0.text(1), ChannelID($0.id(2)))
        }
        let live = messages.filter { id, _ in stored.contains { $0.0 == id } }
        #expect(live == Dictionary(uniqueKeysWithValues: stored.map { ($0.0, $0.1) }))
        for (id, name) in channels { #expect(world.community.channels[id]?.name == name) }
        for (id, name) in members { #expect(world.community.members[id]?.displayName == name) }
    }
}

/// One random command; many are refused, which is part of the point.
private struct Step {
    let command: Command

    init(_ random: inout SeededRandom, actors: [Principal], world: World) throws {
        let actor = actors[Int(random.next() % UInt64(actors.count))]
        let other = actors[Int(random.next() % UInt64(actors.count))]
        let channels = world.community.channels.keys.sorted()
        let channel = channels[Int(random.next() % UInt64(channels.count))]
        let messages = try world.store.messages(in: channel, .latest, limit: 20).records
        let message =
            messages.isEmpty
            ? MessageID(1) : messages[Int(random.next() % UInt64(messages.count))].id
        let number = Int(random.next() % 1000)
        let everyone = world.community.guild.everyoneRoleID
        let hashes = ["a", "r"].map { Digest.sha256(Array("\($0)\(random.next())".utf8)) }
        let known = world.accounts.refresh.keys.sorted {
            $0.bytes.lexicographicallyPrecedes($1.bytes)
        }
        let token = known.isEmpty ? [] : known[number % known.count].bytes
        let kind = random.next() % 22
        command = Command(
            { (tx: inout Transaction) throws(APIError) in
                switch kind {
                case 0...8:
                    _ = try tx.once("k\(number % 50)", actor, route: "POST \(channel)") {
                        (tx: inout Transaction) throws(APIError) in
                        try tx.createMessage(
                            MessageDraft(
                                content: "text \(number) <@\(other.user)>",
                                answers: number % 5 == 0 ? message : nil),
                            in: channel, by: actor
                        ).id.rawValue
                    }
                case 9, 10:
                    _ = try tx.editMessage(message, in: channel, content: "e\(number)", by: actor)
                case 11: try tx.deleteMessage(message, in: channel, by: actor)
                case 12, 13: _ = try tx.markRead(channel, upTo: message, by: actor)
                case 14:
                    _ = try tx.createChannel(
                        ChannelDraft(
                            name: "c\(number)", kind: number % 3 == 0 ? .category : .text,
                            parent: number % 2 == 0 ? channel : nil), by: actor)
                case 15:
                    _ = try tx.editChannel(
                        channel, ChannelPatch(name: "n\(number)", position: number % 6),
                        by: actor)
                case 16 where number % 4 == 0: _ = try tx.deleteChannel(channel, by: actor)
                case 17:
                    try tx.setOverwrite(
                        PermissionOverwrite(.role(everyone), deny: .viewChannel), in: channel,
                        by: actor)
                case 18: try tx.deleteOverwrite(of: everyone.rawValue, in: channel, by: actor)
                case 19: _ = try tx.setDisplayName("name \(number)", of: actor.user)
                case 20:
                    _ = try tx.refresh(token, access: hashes[0], next: hashes[1])
                case 21 where number % 3 == 0: try poison(&tx)
                default:
                    _ = try tx.createMessage(
                        MessageDraft(content: "undone"), in: channel, by: actor)
                    throw .missingPermissions
                }
            }, completion: { _ in })
    }
}

/// Makes the COMMIT fail: a reference to nothing, checked only there.
private func poison(_ tx: inout Transaction) throws(APIError) {
    _ = try tx.createChannel(ChannelDraft(name: "poisoned"), by: nil)
    guard let store = tx.store as? SQLiteStore else { return }
    try store.run { () throws(SQLiteError) in
        try store.connection.execute(
            "PRAGMA defer_foreign_keys = ON; INSERT INTO passwords VALUES(9, '')")
    }
}

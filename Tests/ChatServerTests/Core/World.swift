import ChatBase
import ChatCore

@testable import ChatServer

/// A ledger on a database in memory, with a clock that tests move: the core without
/// its threads.
final class World {
    let store: SQLiteStore
    let time = ManualTime()
    private(set) var ledger: Ledger
    private(set) var events: [Event] = []
    private let published: Lock<[Batch]>
    private var random: SeededRandom

    init(
        seed: UInt64 = 1, path: String = ":memory:", settings: CoreSettings = CoreSettings()
    ) throws {
        random = SeededRandom(seed: seed)
        store = try SQLiteStore(writing: path)
        var source: any RandomSource = random
        var engine = EngineSettings()
        engine.core = settings
        let (snapshot, keys) = try Engine.load(
            store, settings: engine, now: time.wall, random: &source)
        let published = Lock<[Batch]>([])
        self.published = published
        ledger = Ledger(
            snapshot: snapshot, store: store, snowflakeKey: keys.snowflakeKey, settings: settings
        ) { batch in published.withLock { $0.append(batch) } }
    }

    var community: Community { ledger.snapshot.community }
    var accounts: Accounts { ledger.snapshot.accounts }
    var view: ReadView { ReadView(snapshot: ledger.snapshot, store: store) }

    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value
    ) throws(APIError) -> Value {
        let results = Lock<[Result<Value, APIError>]>([])
        let command = Command(body) { result in results.withLock { $0.append(result) } }
        run([command])
        let all = results.withLock { $0 }
        precondition(all.count == 1, "a command completes exactly once")
        return try all[0].get()
    }

    func run(_ commands: [Command]) {
        random.advance()
        ledger.commit(commands, now: time.wall, random: random)
        events += published.withLock { batches in
            defer { batches = [] }
            return batches.flatMap(\.events)
        }
    }

    // MARK: Things to start from

    func person(_ name: String) throws -> Principal {
        let (access, refresh) = (hash("\(name) access"), hash("\(name) refresh"))
        return try write { (tx: inout Transaction) throws(APIError) in
            let user = try tx.register(username: name, passwordHash: "hash of \(name)")
            return try tx.createDevice(
                of: user.id, name: "test", access: access, refresh: refresh)
        }
    }

    func hash(_ text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }

    var general: ChannelID {
        get throws {
            try channel(named: "general")
        }
    }

    func channel(named name: String) throws -> ChannelID {
        guard let channel = community.channels.values.first(where: { $0.name == name }) else {
            throw APIError.unknownChannel
        }
        return channel.id
    }

    @discardableResult
    func send(
        _ text: String, to channel: ChannelID, by sender: Principal, answers: MessageID? = nil
    ) throws -> Message {
        try write { (tx: inout Transaction) throws(APIError) in
            try tx.createMessage(
                MessageDraft(content: text, answers: answers), in: channel, by: sender)
        }
    }

    /// A channel that only these see.
    func hiddenChannel(_ name: String, for members: [UserID]) throws -> ChannelID {
        let everyone = community.guild.everyoneRoleID
        return try write { (tx: inout Transaction) throws(APIError) in
            try tx.createChannel(
                ChannelDraft(
                    name: name,
                    overwrites: [PermissionOverwrite(.role(everyone), deny: .viewChannel)]
                        + members.map { PermissionOverwrite(.member($0), allow: .viewChannel) }),
                by: nil
            ).id
        }
    }
}

extension SeededRandom {
    fileprivate mutating func advance() { _ = next() }
}

func refusal(_ body: () throws -> Void) -> APIError? {
    do {
        try body()
        return nil
    } catch {
        return error as? APIError
    }
}

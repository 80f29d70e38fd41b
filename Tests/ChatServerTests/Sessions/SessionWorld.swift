import ChatBase
import ChatCore

@testable import ChatServer

/// A real ledger on `:memory:`, an owner who hides and shows channels and writes in them,
/// and a v=10 client that receives by the rules of the hub and remembers, for each number,
/// the place in the log that it stands for.
struct SessionWorld {
    struct Client {
        var session: SessionID
        var intents: Intents
        var view: View
        var s: Int64 = 0
        /// The last row that it has, and what it saw there.
        var places: [Int64: (position: Int64, view: View)]
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What the ledger published since it was last looked at.
    private final class Inbox {
        var events: [Event] = []
    }

    let store: SQLiteStore
    private(set) var owner = Principal(user: UserID(0), device: DeviceID(0), isBot: false)
    private(set) var member = Principal(user: UserID(0), device: DeviceID(0), isBot: false)
    private(set) var channels: [ChannelID] = []
    var client = Client(
        session: SessionID(bytes: Array(repeating: 0, count: 16)), intents: [],
        view: View(user: UserID(0), channels: [], seesModeration: false), places: [:])
    private var ledger: Ledger
    private let inbox: Inbox
    private var random: SeededRandom
    private let time = ManualTime()
    private var received: Int64 = 0

    init(seed: UInt64) throws {
        let inbox = Inbox()
        self.inbox = inbox
        store = try SQLiteStore(writing: ":memory:")
        random = SeededRandom(seed: seed)
        let guild = Guild(id: GuildID(0), name: "", ownerID: UserID(0))
        ledger = Ledger(
            snapshot: Snapshot(
                community: Community(guild: guild), accounts: Accounts(), position: 0,
                epoch: Epoch(bytes: Array(repeating: 7, count: 16))),
            store: store, snowflakeKey: Array(repeating: 1, count: 32)
        ) { batch in inbox.events += batch.events }
        try run { tx throws(APIError) in
            try tx.initialize(name: "SessionWorld", withChannels: false)
        }
        owner = try signUp("owner", 1)
        member = try signUp("member", 2)
        for name in ["one", "two", "three", "four"] { try addChannel(name) }
        try start(intents: [.guilds, .guildMessages])
    }

    private mutating func signUp(_ name: String, _ byte: UInt8) throws -> Principal {
        try run { tx throws(APIError) in
            let user = try tx.register(username: name, passwordHash: nil)
            return try tx.createDevice(
                of: user.id, name: "test", access: Array(repeating: byte, count: 32),
                refresh: Array(repeating: byte + 100, count: 32))
        }
    }

    var position: Int64 { ledger.snapshot.position }

    /// Runs one command, and lets the client receive what it made.
    @discardableResult
    mutating func run<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value
    ) throws -> Value {
        let outcome = Lock<Result<Value, APIError>?>(nil)
        time.advance(by: .milliseconds(3))
        ledger.commit(
            [Command(body) { result in outcome.withLock { $0 = result } }], now: time.wall,
            random: SystemRandom())
        receive()
        guard let result = outcome.withLock({ $0 }) else {
            preconditionFailure("a command is completed")
        }
        return try result.get()
    }

    // MARK: The client

    mutating func start(intents: Intents) throws {
        let member = member
        let start = try run { tx throws(APIError) in
            try tx.startSession(of: member, intents: intents, frames: 2)
        }
        client = Client(
            session: start.session, intents: intents, view: start.view, s: 2,
            places: [2: (start.position, start.view)])
        received = start.position
    }

    private mutating func receive() {
        for event in inbox.events where event.row.position > received {
            let row = event.row.head
            received = row.position
            let new = event.community?.view(of: member.user) ?? client.view
            let change = ViewChange(row: row, from: client.view, to: new, intents: client.intents)
            // Inside the gap the client is still where it was.
            for _ in 1..<max(1, change.frames) { number(row.position - 1, client.view) }
            client.view = new
            if change.frames > 0 { number(row.position, new) }
        }
        inbox.events = []
    }

    private mutating func number(_ position: Int64, _ view: View) {
        client.s += 1
        client.places[client.s] = (position, view)
    }

    /// Goes back to an earlier number and on from there, as after a lost connection.
    mutating func resume(at s: Int64) throws {
        let place = try locate(s)
        guard case .point(let point) = place else { throw Failure(description: "\(place)") }
        let outcome = try run { tx throws(APIError) in try tx.resume(point) }
        guard case .plan(let plan) = outcome else { throw Failure(description: "\(outcome)") }
        client.s = s
        client.places = client.places.filter { $0.key <= s }
        let told = plan.lost.count + plan.gained.count
        // The last frame about channels, or nothing, makes it what is replayed.
        for _ in 0..<told { number(plan.from, point.view) }
        client.places[client.s] = (plan.from, plan.replay.view)
        for row in try store.rows(after: plan.from, through: plan.through, limit: 1_000_000)
        where plan.replay.passes(row.head) { number(row.position, plan.replay.view) }
        client.view = plan.view
        number(plan.through, plan.view)
        received = plan.through
    }

    func locate(_ s: Int64) throws -> SessionPlace {
        try store.locate(
            client.session, s: s, by: member, head: position, trimmed: store.trimmedPosition(),
            usedSince: time.wall + .seconds(-3600))
    }

    mutating func checkpoint() throws {
        let (session, s, place) = (client.session, client.s, position)
        let view = client.view
        try run { tx throws(APIError) in
            try tx.checkpoint(session, s: s, position: place, view: try tx.store.intern(view))
        }
    }

    /// The segments agree with what the client was sent: no row that it has comes again,
    /// and none that it lacks is left out.
    func checkEveryNumber() throws {
        let rows = try store.rows(after: 0, through: position, limit: 1_000_000)
        for (s, expected) in client.places.sorted(by: { $0.key < $1.key }) {
            let place = try locate(s)
            guard case .point(let point) = place else {
                throw Failure(description: "s \(s) is not served: \(place)")
            }
            guard point.view == expected.view else {
                throw Failure(
                    description: "s \(s) saw \(expected.view.channels), not \(point.view.channels)")
            }
            // Between the two may lie rows that this client does not get, and no others.
            let low = min(point.position, expected.position)
            let high = max(point.position, expected.position)
            let filter = StreamFilter(view: point.view, intents: client.intents)
            if let row = rows.first(where: {
                $0.position > low && $0.position <= high && filter.passes($0.head)
            }) {
                throw Failure(
                    description: "s \(s) stands at \(expected.position), not \(point.position): "
                        + "row \(row.position) is between")
            }
        }
    }

    // MARK: What happens

    func pass(_ duration: Duration) { time.advance(by: duration) }

    mutating func say(_ count: Int) throws {
        for _ in 0..<count {
            let (channel, owner) = (anyChannel(), owner)
            try run { tx throws(APIError) in
                _ = try tx.createMessage(MessageDraft(content: "hello"), in: channel, by: owner)
            }
        }
    }

    private mutating func anyChannel() -> ChannelID {
        channels[Int(random.next() % UInt64(channels.count))]
    }

    /// Hides all channels or one of them from the member, or shows them again.
    mutating func hide(_ hides: Bool, _ chosen: ChannelID? = nil) throws {
        for channel in chosen.map({ [$0] }) ?? channels {
            let user = member.user
            let overwrite = PermissionOverwrite(
                .member(user), allow: hides ? [] : .viewChannel, deny: hides ? .viewChannel : [])
            try run { tx throws(APIError) in
                try tx.setOverwrite(overwrite, in: channel, by: nil)
            }
        }
    }

    /// Gives the server to the member, who sees everything then, or takes it away: one row
    /// by which many channels come or go.
    mutating func give(_ gives: Bool) throws {
        let user = gives ? member.user : owner.user
        try run { tx throws(APIError) in
            if tx.community.guild.ownerID != user { try tx.setOwner(user) }
        }
    }

    mutating func addChannel(_ name: String) throws {
        let channel = try run { tx throws(APIError) in
            try tx.createChannel(ChannelDraft(name: name), by: nil)
        }
        channels.append(channel.id)
    }

    /// Forgets the whole log, as time does.
    mutating func trim() throws {
        let end = time.wall + .seconds(1)
        try run { tx throws(APIError) in _ = try tx.store.trimLog(before: end, limit: 1_000_000) }
    }

    mutating func step() throws {
        switch random.next() % 14 {
        case 0..<6: try say(Int(random.next() % 5) + 1)
        case 6, 7: try hide(random.next() & 1 == 0, anyChannel())
        case 8: try addChannel("extra-\(random.next() % 1000)")
        case 9 where channels.count > 2:
            let index = Int(random.next() % UInt64(channels.count))
            let channel = channels.remove(at: index)
            try run { tx throws(APIError) in _ = try tx.deleteChannel(channel, by: nil) }
        case 10: try checkpoint()
        case 11: try give(random.next() & 1 == 0)
        default:
            let known = client.places.keys.sorted()
            try resume(at: known[Int(random.next() % UInt64(known.count))])
        }
    }
}

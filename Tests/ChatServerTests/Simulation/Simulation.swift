import ChatBase
import ChatCore

@testable import ChatNet
@testable import ChatServer

/// A server, its people and their clients, driven by a script in virtual time.
final class Simulation: @unchecked Sendable {
    // @unchecked: a simulation has one thread.
    let seed: UInt64
    let time = ManualTime()
    let store: SQLiteStore
    private(set) var server: VirtualServer
    private(set) var people: [Principal] = []
    private(set) var clients: [VirtualClient] = []
    private var random: SeededRandom
    /// Whether storage and loop take turns by dice and readers are slow. Otherwise nothing
    /// depends on who is faster.
    private let isShuffled: Bool
    private var slots: [Int: ChannelID] = [:]
    private var sent: [Int: [MessageID]] = [:]
    /// Whoever could see a channel at some place of the log.
    private var everSeen: [UserID: Set<ChannelID>] = [:]
    private var counter = 0
    private(set) var problems: [String] = []
    private(set) var overflows = 0
    private(set) var crashes = 0

    init(seed: UInt64, isShuffled: Bool = true, fault: Wire.Fault? = nil) throws {
        self.seed = seed
        self.isShuffled = isShuffled
        random = SeededRandom(seed: seed)
        store = try SQLiteStore(writing: ":memory:")
        server = try VirtualServer(store, time: time, seed: seed, isTight: false) { _ in }
        server = try boot()
        for name in ["owner", "insider", "third", "outsider"] { admit(name) }
        for (index, person) in people.enumerated() {
            let name = ["owner", "insider", "third", "outsider"][index]
            let token = "token of \(name)"
            let seed = seed &* 100 &+ UInt64(index)
            clients.append(
                CurrentClient("\(name) v1", user: person.user, token: token, seed: seed))
            clients.append(
                DiscordClient("\(name) v10", user: person.user, token: token, seed: seed))
        }
        for client in clients {
            let user = client.user
            client.sendBuffer = isShuffled ? 4096 : 4_000_000
            client.mayKnow = { [unowned self] in everSeen[user, default: []].contains($0) }
            if user == people[3].user {
                client.wire.fault = fault
                client.wire.hidden = { [unowned self] in slots[Script.firstSecret] }
            }
        }
    }

    deinit {
        for client in clients { client.socket?.close() }
        server.crash()
    }

    // MARK: Running

    func run(_ script: Script, checkpoints: Int = 2) throws {
        let stride = max(1, script.ticks.count / checkpoints)
        for (index, tick) in script.ticks.enumerated() {
            for (place, action) in tick.actions.enumerated() {
                // Texts tell where they are in the script, whatever is left out of it.
                counter = index * 10_000 + place * 1000
                try perform(action)
            }
            pump()
            time.advance(by: tick.pause)
            pump()
            if (index + 1) % stride == 0 { try check("tick \(index)") }
            if !problems.isEmpty { return }
        }
        try check("the end")
    }

    /// Until nobody has anything to do at this moment.
    private func pump() {
        for _ in 0..<200 {
            let before = clients.map(\.progress)
            for client in clients {
                client.tick(server.loop, now: time.now)
                client.read(now: time.now)
            }
            for _ in 0..<3 {
                if isShuffled {
                    server.step(&random)
                } else {
                    server.loop.turn(waits: false)
                    while !server.database.isIdle {
                        server.database.step(reading: false, commands: .max)
                    }
                }
            }
            if server.database.isIdle && before == clients.map(\.progress) {
                server.loop.turn(waits: false)
                server.loop.turn(waits: false)
                for client in clients { client.read(now: time.now) }
                if server.database.isIdle && before == clients.map(\.progress) { return }
            }
        }
        problems.append("the server never comes to rest")
    }

    /// Everyone reads and is live again.
    private func settle() {
        for client in clients { client.isStalled = false }
        for _ in 0..<120 {
            pump()
            if clients.allSatisfy(\.isLive) { return }
            time.advance(by: .milliseconds(1000))
        }
        for client in clients where !client.isLive {
            problems.append("\(client.name) never becomes live")
        }
    }

    private func check(_ place: String) throws {
        settle()
        overflows += server.overflows
        var judge = Judge(simulation: self)
        try judge.judge()
        problems += judge.problems + clients.flatMap(\.problems)
        problems = problems.map { $0.contains(" @ ") ? $0 : "\($0) @ \(place)" }
    }

    // MARK: The server's life

    private func boot() throws -> VirtualServer {
        try VirtualServer(
            store, time: time, seed: seed &+ UInt64(crashes), isTight: isShuffled
        ) { [unowned self] in see($0) }
    }

    private func see(_ batch: Batch) {
        for community in batch.events.compactMap(\.community) + [batch.snapshot.community] {
            for user in community.members.keys {
                for channel in community.channels.values
                where Judge.sees(user, channel, community) {
                    everSeen[user, default: []].insert(channel.id)
                }
            }
        }
    }

    private func crash(after steps: Int) throws {
        for _ in 0..<steps {
            server.database.step(reading: false, commands: isShuffled ? 2 : .max)
        }
        overflows += server.overflows
        server.crash()
        crashes += 1
        server = try boot()
        see(Batch(snapshot: server.database.snapshot, events: []))
        for client in clients where !client.isStalled { client.read(now: time.now) }
        for client in clients { client.cut(now: time.now) }
    }

    private func admit(_ name: String) {
        let admitted = Lock<Principal?>(nil)
        server.database.write { tx throws(APIError) in
            let user = try tx.register(username: name, passwordHash: nil)
            return try tx.createDevice(
                of: user.id, name: "sim", access: Token.hash("token of \(name)"),
                refresh: Token.hash("refresh of \(name)"))
        } completion: { result in
            admitted.withLock { $0 = try? result.get() }
        }
        while !server.database.isIdle { server.database.step(reading: false, commands: 1) }
        if let principal = admitted.withLock({ $0 }) { people.append(principal) }
    }

    // MARK: Actions

    private func write(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Void
    ) {
        server.database.write(body) { _ in }
    }

    private func message(_ slot: Int, _ back: Int) -> MessageID {
        let all = sent[slot] ?? []
        return all.isEmpty ? MessageID(1) : all[max(0, all.count - 1 - back)]
    }

    private func perform(_ action: Script.Action) throws {
        switch action {
        case .nothing: break
        case .cut(let client): clients[client].cut(now: time.now)
        case .stall(let client): clients[client].isStalled = true
        case .resume(let client): clients[client].isStalled = false
        case .crash(let after): try crash(after: after)
        case .stepClock(let seconds): time.stepWall(by: .seconds(seconds))
        case .nickname(let user):
            let (user, name) = (people[user].user, "name \(counter)")
            write { tx throws(APIError) in _ = try tx.setDisplayName(name, of: user) }
        case .join:
            let name = "joined\(counter)"
            write { tx throws(APIError) in
                _ = try tx.register(username: name, passwordHash: nil)
            }
        case .make(let slot, let parent): make(slot, in: parent)
        default:
            guard let slot = action.slot, let channel = slots[slot] else { return }
            if !talk(action, slot, channel) { manage(action, channel) }
        }
    }

    private func talk(_ action: Script.Action, _ slot: Int, _ channel: ChannelID) -> Bool {
        let number = counter
        switch action {
        case .send(let by, _, let mentions): send(by, slot, channel, mentions: mentions)
        case .flood(let by, _, let count):
            for _ in 0..<count { send(by, slot, channel, mentions: 0) }
        case .edit(let by, _, let back):
            let (by, id) = (people[by], message(slot, back))
            write { tx throws(APIError) in
                _ = try tx.editMessage(id, in: channel, content: "edited \(number)", by: by)
            }
        case .delete(let by, _, let back):
            let (by, id) = (people[by], message(slot, back))
            write { tx throws(APIError) in try tx.deleteMessage(id, in: channel, by: by) }
        case .read(let by, _, let back):
            let (by, id) = (people[by], message(slot, back))
            write { tx throws(APIError) in _ = try tx.markRead(channel, upTo: id, by: by) }
        case .type(let by, _):
            // As the route does: only where one may.
            let user = people[by].user
            if server.database.snapshot.community.isVisible(channel, to: user) {
                server.gateway.typing(user, in: channel)
            }
        default: return false
        }
        return true
    }

    private func send(_ by: Int, _ slot: Int, _ channel: ChannelID, mentions: Int) {
        counter += 1
        let mentioned =
            mentions < people.count
            ? "<@\(people[mentions].user)>" : mentions == 5 ? "@everyone" : ""
        let (by, text) = (people[by], "text \(counter) \(mentioned)")
        server.database.write { tx throws(APIError) in
            try tx.createMessage(MessageDraft(content: text), in: channel, by: by).id
        } completion: { [unowned self] result in
            if case .success(let id) = result { sent[slot, default: []].append(id) }
        }
    }

    private func make(_ slot: Int, in parent: Int?) {
        guard slots[slot] == nil else { return }
        var overwrites: [PermissionOverwrite]?
        if slot >= Script.firstSecret {
            let everyone = server.database.snapshot.community.guild.everyoneRoleID
            overwrites = [
                PermissionOverwrite(.role(everyone), deny: .viewChannel),
                PermissionOverwrite(.member(people[1].user), allow: .viewChannel),
            ]
        }
        let draft = ChannelDraft(
            name: "slot-\(slot)-\(counter)", kind: slot == 0 ? .category : .text,
            parent: parent.flatMap { slots[$0] }, overwrites: overwrites)
        let owner = people[0]
        server.database.write { tx throws(APIError) in
            try tx.createChannel(draft, by: owner).id
        } completion: { [unowned self] result in
            if case .success(let id) = result { slots[slot] = id }
        }
    }

    private func manage(_ action: Script.Action, _ channel: ChannelID) {
        let owner = people[0]
        let everyone = server.database.snapshot.community.guild.everyoneRoleID
        func patch(_ patch: ChannelPatch) {
            write { tx throws(APIError) in
                _ = try tx.editChannel(channel, patch, by: owner)
            }
        }
        func set(_ overwrite: PermissionOverwrite) {
            write { tx throws(APIError) in
                try tx.setOverwrite(overwrite, in: channel, by: owner)
            }
        }
        func unset(_ subject: UInt64) {
            write { tx throws(APIError) in
                try tx.deleteOverwrite(of: subject, in: channel, by: owner)
            }
        }
        switch action {
        case .rename: patch(ChannelPatch(name: "name-\(counter)"))
        case .move(_, let rank): patch(ChannelPatch(position: rank))
        case .hide: set(PermissionOverwrite(.role(everyone), deny: .viewChannel))
        case .show: unset(everyone.rawValue)
        case .allow(_, let user):
            set(PermissionOverwrite(.member(people[user].user), allow: .viewChannel))
        case .disallow(_, let user): unset(people[user].user.rawValue)
        case .remove(let slot):
            slots[slot] = nil
            sent[slot] = nil
            write { tx throws(APIError) in _ = try tx.deleteChannel(channel, by: owner) }
        default: break
        }
    }
}

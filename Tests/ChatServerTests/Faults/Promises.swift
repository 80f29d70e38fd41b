import ChatBase
import ChatCore
import ChatSQLite

@testable import ChatServer

/// What must hold of a server's data at any moment: as a list of what does not.
struct Promises {
    private let world: DiskWorld
    private let store: SQLiteStore
    private var broken: [String] = []

    /// - Parameter senders: those whose acknowledged steps must be there.
    static func broken(in world: DiskWorld, _ senders: Senders) -> [String] {
        do {
            var promises = Promises(world: world, store: try world.store())
            try promises.check(senders)
            return promises.broken
        } catch {
            return ["the data can't be read: \(error)"]
        }
    }

    private init(world: DiskWorld, store: SQLiteStore) {
        self.world = world
        self.store = store
    }

    private mutating func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { broken.append(what()) }
    }

    private mutating func check(_ senders: Senders) throws {
        broken += try store.connection.integrityProblems()
        try checkLog()
        try checkMessages(senders)
        try checkMemory(senders)
    }

    /// Contiguous, and everything that was published is in it as it was published.
    private mutating func checkLog() throws {
        let rows = try store.rows(after: 0, through: .max, limit: .max)
        var heads: [Scope: Int64] = [:]
        for (index, row) in rows.enumerated() {
            expect(row.position == Int64(index) + 1, "position \(row.position) follows a gap")
            expect(row.n == heads[row.scope, default: 0] + 1, "\(row.scope) lacks an n: \(row.n)")
            heads[row.scope] = row.n
        }
        for (scope, n) in heads {
            let stored = try store.lastN(of: scope)
            expect(stored == n, "\(scope) is said to end at \(stored), not \(n)")
        }
        for row in world.published {
            let index = Int(row.position) - 1
            expect(
                rows.indices.contains(index) && rows[index] == row,
                "position \(row.position) was published and is not in the log")
        }
    }

    private mutating func checkMessages(_ senders: Senders) throws {
        let stored = try store.connection.rows(
            "SELECT * FROM messages WHERE channel = ?1 ORDER BY id",
            .id(senders.channel.rawValue)
        ) { (id: MessageID($0.id(0)), author: UserID($0.id(2)), n: $0.int64(3), nonce: $0.text(7)) }
        let contents = Dictionary(
            uniqueKeysWithValues: try store.connection.rows("SELECT id, content FROM messages") {
                (MessageID($0.id(0)), $0.text(1))
            })
        var last: Int64 = 0
        var numbers: [UserID: Int] = [:]
        for message in stored {
            expect(message.n > last, "n \(message.n) is behind \(last), and its id is not")
            last = message.n
            // Once and in order: the numbers of one sender rise.
            let number = message.nonce.split(separator: "-").last.flatMap { Int($0) } ?? -1
            expect(
                number > numbers[message.author, default: -1],
                "\(message.nonce) is there twice or too late")
            numbers[message.author] = number
        }
        let byID = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0) })
        for person in senders.people {
            for sent in person.sent where !person.deleted.contains(sent.id) {
                guard let row = byID[sent.id] else {
                    expect(
                        person.doubtful.contains(sent.id),
                        "\(sent.content.prefix(9)) was acknowledged and is lost")
                    continue
                }
                expect(row.n == sent.n, "\(sent.id) has another n than its sender was told")
                let content = contents[sent.id] ?? ""
                let isEdited = content.hasSuffix("edited")
                expect(isEdited || content == sent.content, "\(sent.id) has another text")
                expect(
                    isEdited || !person.edited.contains(sent.id), "an edit of \(sent.id) is lost")
            }
            for id in person.deleted {
                expect(byID[id] == nil, "\(id) was deleted and is there")
            }
        }
    }

    /// What the engine has in memory is what the tables hold.
    private mutating func checkMemory(_ senders: Senders) throws {
        let tables = try store.loadCommunity()
        for person in senders.people {
            for channel in person.channels {
                expect(tables.channels[channel] != nil, "channel \(channel) is lost")
            }
        }
        guard let snapshot = world.engine?.snapshot else { return }
        let memory = snapshot.community
        let position = try store.lastPosition()
        expect(snapshot.position == position, "memory is at \(snapshot.position), not \(position)")
        expect(memory.guild == tables.guild, "the guild differs")
        expect(memory.users == tables.users, "users differ")
        expect(memory.members == tables.members, "members differ")
        expect(memory.roles == tables.roles, "roles differ")
        expect(memory.channels == tables.channels, "channels differ")
        expect(memory.order == tables.order, "the order of channels differs")
        let accounts = try store.loadAccounts(of: tables)
        expect(snapshot.accounts.access == accounts.access, "access tokens differ")
        expect(snapshot.accounts.usernames == accounts.usernames, "names differ")
    }
}

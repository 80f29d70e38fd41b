import ChatBase
import ChatCore
import ChatServer
import Glibc

/// Fills a data directory: accounts with tokens, rooms that their members alone see, and
/// messages. Room r has accounts r * size ..< (r + 1) * size, counted around, which is how
/// the load driver puts its connections into rooms.
struct Seed {
    private let directory: String
    private let users: Int
    private let rooms: Int
    private let size: Int
    private let messages: Int

    init(_ arguments: inout Arguments) throws {
        directory = try arguments.text("data")
        users = try arguments.integer("users", 1)
        rooms = try arguments.integer("rooms", 1)
        size = try arguments.integer("size", users)
        messages = try arguments.integer("messages", 0)
    }

    /// Writes `tokens` and `rooms` beside the database, one a line.
    func run() throws {
        var settings = EngineSettings()
        settings.withChannels = false
        settings.core.accessTokenLifetime = .seconds(365 * 86_400)
        let engine = try Engine(
            directory: DataDirectory(directory), settings: settings, logger: RoostBench.logger
        ) { _ in }
        defer { engine.stop() }
        let owner = try engine.writeAndWait { tx throws(APIError) in
            let owner = try tx.register(username: "owner", passwordHash: nil)
            let (access, refresh) = (Token.hash("owner"), Token.hash("owner again"))
            return try tx.createDevice(of: owner.id, name: "seed", access: access, refresh: refresh)
        }
        let accounts = try makeAccounts(engine)
        let channels = try makeRooms(engine, accounts.map(\.id))
        try fill(channels, engine, by: owner)
        if messages > 0 { try readMost(channels, engine, by: accounts[0].principal) }
        try write(accounts.map(\.token), to: "tokens")
        try write(channels.map(\.description), to: "rooms")
    }

    private struct Account: Sendable {
        let principal: Principal
        let token: String
        var id: UserID { principal.user }
    }

    private func makeAccounts(_ engine: Engine) throws -> [Account] {
        try chunks(of: users, by: 100).flatMap { range in
            try engine.writeAndWait { tx throws(APIError) in
                var random = SystemRandom()
                var made: [Account] = []
                for index in range {
                    let user = try tx.register(username: "bench\(index)", passwordHash: nil)
                    let token = Token.access(&random)
                    let principal = try tx.createDevice(
                        of: user.id, name: "bench", access: token.hash,
                        refresh: Token.refresh(&random).hash)
                    made.append(Account(principal: principal, token: token.text))
                }
                return made
            }
        }
    }

    private func makeRooms(_ engine: Engine, _ users: [UserID]) throws -> [ChannelID] {
        let size = self.size
        return try (0..<rooms).map { room in
            try engine.writeAndWait { tx throws(APIError) in
                var overwrites: [PermissionOverwrite] = []
                if size < users.count {
                    let everyone = RoleID(tx.community.guild.id.rawValue)
                    overwrites.append(PermissionOverwrite(.role(everyone), deny: .viewChannel))
                    overwrites += (0..<size).map { seat in
                        PermissionOverwrite(
                            .member(users[(room * size + seat) % users.count]),
                            allow: .viewChannel)
                    }
                }
                let draft = ChannelDraft(name: "room-\(room)", overwrites: overwrites)
                return try tx.createChannel(draft, by: nil).id
            }
        }
    }

    private func fill(_ channels: [ChannelID], _ engine: Engine, by owner: Principal) throws {
        for range in chunks(of: messages, by: 2000) {
            try engine.writeAndWait { tx throws(APIError) in
                for index in range {
                    let text = "message \(index): " + String(repeating: "roost ", count: 10)
                    _ = try tx.createMessage(
                        MessageDraft(content: text), in: channels[index % channels.count],
                        by: owner)
                }
            }
        }
    }

    /// The first account has read all but a few lines; the others nothing.
    private func readMost(
        _ channels: [ChannelID], _ engine: Engine, by reader: Principal
    ) throws {
        for channel in channels {
            let place = try engine.readAndWait { view throws(APIError) in
                try view.store.messages(in: channel, .latest, limit: 20).records.last?.id
            }
            guard let place else { continue }
            _ = try engine.writeAndWait { tx throws(APIError) in
                try tx.markRead(channel, upTo: place, by: reader)
            }
        }
    }

    // MARK: Parts

    private func chunks(of count: Int, by step: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: step).map { $0..<min($0 + step, count) }
    }

    private func write(_ lines: [String], to name: String) throws {
        let path = directory + "/" + name
        guard let file = fopen(path, "w") else { throw Arguments.Problem("\(path): can't write") }
        defer { fclose(file) }
        for line in lines { fputs(line + "\n", file) }
    }
}

import ChatBase
import ChatCore
import Testing

@testable import tui

/// Whatever happens on the way, the cache and the screen end with what the server has.
@Suite struct ReplicaTests {
    /// A server in a few lines: one channel, its log, and what READY, replay and pages say.
    private struct Server {
        private(set) var rows: [ChatEvent] = []
        private(set) var messages: [Message] = []
        private var next: UInt64 = 1
        static let channel = Stage.welcome

        private func message(_ id: MessageID, _ text: String, edited: Int64?) -> Message {
            Message(
                id: id, channelID: Self.channel, guildID: GuildID(5),
                author: Stage.user(Stage.bob), member: nil, content: text, timestamp: id.created,
                edited: edited.map { WallTime(milliseconds: $0) })
        }

        private mutating func log(_ event: GatewayEvent) {
            rows.append(
                ChatEvent(event, scope: .channel(Self.channel), n: Int64(rows.count) + 1))
        }

        mutating func change(_ random: inout SeededRandom) {
            let roll = random.next() % 10
            let at = messages.isEmpty ? 0 : Int(random.next() % UInt64(messages.count))
            switch roll {
            case 0 where !messages.isEmpty:
                let gone = messages.remove(at: at)
                log(.messageDelete(gone.id, in: Self.channel))
            case 1...2 where !messages.isEmpty:
                let old = messages[at]
                let edited = message(
                    old.id, old.content + "!", edited: Int64(rows.count) + 1)
                messages[at] = edited
                log(.messageUpdate(edited))
            default:
                next += 1
                let new = message(MessageID(next << 22), "text \(next)", edited: nil)
                messages.append(new)
                log(.messageCreate(new))
            }
        }

        var ready: Ready {
            var ready = Stage.ready()
            for index in ready.channels.indices where ready.channels[index].id == Self.channel {
                ready.channels[index].lastN = Int64(rows.count)
                ready.channels[index].lastMessageID = messages.last?.id
            }
            return ready
        }

        func page(before: MessageID?, limit: Int) -> [Message] {
            let older = messages.filter { message in before.map { message.id < $0 } ?? true }
            return older.suffix(limit).reversed()
        }
    }

    /// A client that may be started again, cut off, and answered late.
    private struct Client {
        var store: CacheStore
        var model = AppModel()
        /// Rows of the server's log that came.
        var place = 0
        var asked: [(before: MessageID?, answer: [Message], generation: Int)] = []
        let now = MonotonicTime(nanoseconds: 1)
        static let limit = 5

        mutating func tell(_ event: AppEvent, _ server: Server) throws {
            for effect in model.update(event, now: now) {
                guard case .loadHistory(Server.channel, let before) = effect else { continue }
                let cached = try store.page(of: Server.channel, before: before, limit: Self.limit)
                if let cached {
                    try tell(.page(cached), server)
                } else {
                    asked.append(
                        (before, server.page(before: before, limit: Self.limit), store.generation))
                }
            }
        }

        mutating func begin(_ server: Server) throws {
            if let event = try store.apply(ChatEvent(.ready(server.ready))) {
                try tell(event, server)
            }
            place = server.rows.count
            try tell(.link(.live), server)
        }

        /// As a new process: from the file alone, and from a cursor that may lie behind.
        mutating func restart(_ server: Server, behind: Int) throws {
            var fresh = AppModel()
            fresh.columns = 60
            fresh.rows = 12
            model = fresh
            asked = []
            try tell(.restored(try store.restore()), server)
            place = max(0, place - behind)
            try tell(.link(.live), server)
        }

        mutating func hear(_ server: Server) throws {
            guard place < server.rows.count else { return }
            let row = server.rows[place]
            place += 1
            if let event = try store.apply(row) { try tell(event, server) }
        }

        mutating func answer(_ server: Server) throws {
            guard !asked.isEmpty else { return }
            let (before, messages, generation) = asked.removeFirst()
            guard generation == store.generation else {
                asked.append(
                    (before, server.page(before: before, limit: Self.limit), store.generation))
                return
            }
            let page = try store.store(
                messages, of: Server.channel, before: before, limit: Self.limit)
            try tell(.page(page), server)
        }
    }

    @Test(arguments: 1...40)
    func endsWithWhatTheServerHas(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var server = Server()
        for _ in 0..<Int(random.next() % 30) { server.change(&random) }
        var client = Client(store: try CacheStore(path: ":memory:"))
        client.model.columns = 60
        client.model.rows = 12
        try client.tell(.restored(Restored()), server)
        try client.begin(server)
        for _ in 0..<300 {
            switch random.next() % 20 {
            case 0: try client.restart(server, behind: Int(random.next() % 4))
            case 1: try client.begin(server)
            case 2, 3: try client.answer(server)
            case 4:
                try client.tell(.input(.key(Key(.pageUp))), server)
            case 5:
                try client.tell(.input(.key(Key(.end, .alt))), server)
            case 6..<12: server.change(&random)
            default: try client.hear(server)
            }
        }
        while client.place < server.rows.count { try client.hear(server) }
        for _ in 0..<100 {
            while !client.asked.isEmpty { try client.answer(server) }
            try client.tell(.input(.key(Key(.home, .alt))), server)
        }

        let truth = server.messages.map(\.content)
        let log = client.model.channels[Server.channel]!.log.messages
        #expect(log.map(\.content) == truth, "the screen")
        #expect(!log.contains { $0.hasGapBefore })
        var kept: [String] = []
        var before: MessageID?
        while let page = try client.store.page(of: Server.channel, before: before, limit: 50) {
            kept = page.messages.map(\.content) + kept
            before = page.messages.first?.id
            if page.reachesStart { break }
        }
        #expect(kept == truth, "the cache")
    }
}

import ChatBase
import ChatTestKit
import Testing

@testable import ChatCore

/// The client and the server of this package, together.
@Suite(.timeLimit(.minutes(10))) struct RealServerTests {
    private let folder = TemporaryFolder()

    private func configuration(
        _ server: TestServer, _ identity: ClientConfiguration.Identity
    ) throws -> ClientConfiguration {
        var configuration = ClientConfiguration(
            url: try #require(ServerURL(server.url)), identity: identity)
        configuration.retryFor = .seconds(60)
        return configuration
    }

    private func person(_ name: String, on server: TestServer) async throws -> ChatClient {
        let account = try await server.addUser(name)
        return try ChatClient(configuration(server, .accessToken(account.token)))
    }

    /// A bot that keeps `(n, content)` of what it sees in one channel, and answers `!ping`.
    private func echo(
        _ server: TestServer, _ token: String, _ record: Lock<[Seen]>,
        ready: Lock<Bool> = Lock(false), cursors: CursorFile? = nil
    ) throws -> ChatBot {
        var options = ChatBot.Options()
        options.stopsOnSignals = false
        options.cursors = cursors
        let bot = try ChatBot(configuration(server, .bot(token: token)), options: options)
        bot.command("ping") { try await $0.reply("pong") }
        bot.onEvent { event in
            if case .ready = event.payload { ready.withLock { $0 = true } }
            guard case .messageCreate(let message) = event.payload, let n = event.n else { return }
            record.withLock { $0.append(Seen(n: n, id: message.id, content: message.content)) }
        }
        return bot
    }

    private struct Seen: Sendable, Hashable {
        let n: Int64
        let id: MessageID
        let content: String
    }

    private func history(_ client: ChatClient, _ channel: ChannelID) async throws -> [Seen] {
        var all: [Message] = []
        while true {
            let position = all.last.map { HistoryPosition.before($0.id) } ?? .latest
            let page = try await client.send(.messages(in: channel, position, limit: 100))
            if page.isEmpty { break }
            all += page
        }
        return all.reversed().map { Seen(n: $0.n ?? 0, id: $0.id, content: $0.content) }
    }

    @Test func `a bot answers a person`() async throws {
        let server = try await TestServer.start()
        let ann = try await person("ann", on: server)
        let general = try #require(server.channels["general"])
        let record = Lock<[Seen]>([])
        let ready = Lock(false)
        let bot = try echo(server, try await server.addBot("echo"), record, ready: ready)
        let run = Task { try await bot.run() }
        try await eventually("the bot is there") { ready.withLock { $0 } }
        try await ann.sendMessage("!ping", in: general)
        try await eventually("both are seen") { record.withLock { $0.count } == 2 }
        #expect(record.withLock { $0.map(\.content) } == ["!ping", "pong"])
        bot.stop()
        try await run.value
        await server.stop()
    }

    @Test func `a restart of the server loses, doubles and reorders nothing`() async throws {
        let server = try await TestServer.start()
        let ann = try await person("ann", on: server)
        let general = try #require(server.channels["general"])
        let record = Lock<[Seen]>([])
        let ready = Lock(false)
        let bot = try echo(server, try await server.addBot("echo"), record, ready: ready)
        let run = Task { try await bot.run() }
        try await eventually("the bot is there") { ready.withLock { $0 } }
        try await ann.sendMessage("!ping", in: general)
        try await eventually("it answers") { record.withLock { $0.count } == 2 }
        let talk = Task {
            for number in 0..<150 { try await ann.sendMessage("\(number)", in: general) }
        }
        for seen in [30, 80] {
            try await eventually("some are said") { record.withLock { $0.count } > seen }
            try await server.restart()
        }
        try await talk.value
        try await ann.sendMessage("!ping", in: general)
        try await eventually("the last answer") { record.withLock { $0.last?.content } == "pong" }
        let kept = try await history(ann, general)
        #expect(record.withLock { $0 } == kept)
        #expect(
            kept.map(\.content) == ["!ping", "pong"] + (0..<150).map(String.init) + [
                "!ping", "pong",
            ])
        #expect(kept.map(\.n) == (0..<Int64(kept.count)).map { kept[0].n + $0 })
        bot.stop()
        try await run.value
        await server.stop()
    }

    @Test func `a bot that was away hears what it missed, once`() async throws {
        let server = try await TestServer.start()
        let ann = try await person("ann", on: server)
        let general = try #require(server.channels["general"])
        let token = try await server.addBot("echo")
        let record = Lock<[Seen]>([])
        let cursors = CursorFile(path: folder.file("cursor"))
        for round in 0..<3 {
            let ready = Lock(round > 0)
            let bot = try echo(server, token, record, ready: ready, cursors: cursors)
            let run = Task { try await bot.run() }
            try await eventually("it is there") { ready.withLock { $0 } }
            try await eventually("it has caught up") {
                record.withLock { $0.count } == round * 12
            }
            try await ann.sendMessage("!ping", in: general)
            try await eventually("it answers") { record.withLock { $0.count } == round * 12 + 2 }
            bot.stop()
            try await run.value
            for number in 0..<10 { try await ann.sendMessage("\(round).\(number)", in: general) }
            if round == 1 { try await server.restart() }
        }
        let kept = try await history(ann, general)
        #expect(record.withLock { $0 } == Array(kept.prefix(26)))
        await server.stop()
    }

    @Test func `a reader that is too slow for the server is cut off and still misses nothing`()
        async throws
    {
        let server = try await TestServer.start()
        let ann = try await person("ann", on: server)
        let general = try #require(server.channels["general"])
        let ben = try await person("ben", on: server)
        let connection = ben.connect(capacity: 4)
        defer { connection.close() }
        guard case .ready? = try await connection.buffer.next()?.payload else {
            Issue.record("no READY")
            return
        }
        let total = 1500
        let text = String(repeating: "x", count: 3900)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<8 {
                group.addTask {
                    for number in 0..<total / 8 + (part < total % 8 ? 1 : 0) {
                        _ = try await ann.send(
                            .sendMessage(text, in: general, nonce: "\(part).\(number)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        // Only now it begins to read; the buffers on the way hold far less than was said.
        var expected: Int64?
        var count = 0
        while count < total, let event = try await connection.buffer.next() {
            guard case .messageCreate = event.payload, let n = event.n else { continue }
            #expect(n == expected ?? n)
            expected = n + 1
            count += 1
        }
        #expect(count == total)
        await server.stop()
    }

    @Test func `devices that share a file stay signed in when the token expires`() async throws {
        let server = try await TestServer.start {
            $0.accounts.accessTokenLifetime = .seconds(1)
        }
        let account = try await server.addUser("ann")
        let general = try #require(server.channels["general"])
        let nobody = try ChatClient(configuration(server, .anonymous))
        let pair = try await nobody.send(
            .login(username: "ann", password: account.password, deviceName: "test"))
        let path = folder.file("credentials")
        try CredentialFile(path: path).save(Credential(pair))
        let time = SystemTime()
        let end = time.now + .seconds(4)
        var sent = 0
        while time.now < end {
            sent += 20
            let round = sent
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    let configuration = try configuration(
                        server, .device(CredentialFile(path: path)))
                    group.addTask {
                        // A client of its own each, as a process has.
                        let client = try ChatClient(configuration)
                        try await client.sendMessage("\(round)-\(number)", in: general)
                        client.close()
                    }
                }
                try await group.waitForAll()
            }
        }
        let ann = try ChatClient(configuration(server, .device(CredentialFile(path: path))))
        let kept = try await history(ann, general)
        #expect(Set(kept.map(\.content)).count == sent && kept.count == sent)
        let now = try CredentialFile(path: path).load()
        #expect(now != Credential(pair))
        await server.stop()
    }

    @Test func `a live connection outlives its token`() async throws {
        let server = try await TestServer.start {
            $0.accounts.accessTokenLifetime = .seconds(1)
        }
        let account = try await server.addUser("ann")
        let general = try #require(server.channels["general"])
        let nobody = try ChatClient(configuration(server, .anonymous))
        let pair = try await nobody.send(
            .login(username: "ann", password: account.password, deviceName: "test"))
        let store = MemoryCredentials(Credential(pair))
        let ann = try ChatClient(configuration(server, .device(store)))
        let connection = ann.connect()
        defer { connection.close() }
        try await NetworkThread.shared.delay(.milliseconds(1500))
        try await server.restart()
        try await ann.sendMessage("still here", in: general)
        while let event = try await connection.buffer.next() {
            if case .messageCreate(let message) = event.payload {
                #expect(message.content == "still here")
                break
            }
        }
        #expect(store.load() != Credential(pair))
        await server.stop()
    }

    @Test func `a wrong password, a taken name, a hidden channel say what they are`() async throws {
        let server = try await TestServer.start()
        let ann = try await person("ann", on: server)
        let nobody = try ChatClient(configuration(server, .anonymous))
        let attempts: [(Endpoint<TokenPair>, ErrorCode)] = [
            (
                .login(username: "ann", password: "wrong password", deviceName: "t"),
                .invalidCredentials
            ),
            (.register(username: "ann", password: "long enough", deviceName: "t"), .usernameTaken),
        ]
        for (endpoint, code) in attempts {
            do {
                _ = try await nobody.send(endpoint)
                Issue.record("it was let in")
            } catch {
                #expect(error.body?.code == code)
            }
        }
        do {
            try await ann.sendMessage("x", in: ChannelID(1))
            Issue.record("there is no such channel")
        } catch {
            #expect(error.code == .notFound && error.body?.code == .unknownChannel)
        }
        await server.stop()
    }
}

import ChatBase
import ChatNet
import Testing

@testable import ChatCore

@Suite(.timeLimit(.minutes(10))) struct ChatBotTests {
    private let folder = TemporaryFolder()

    /// A server that knows the bot, keeps what it sends, and replays `missed` at a RESUME.
    private final class World: Sendable {
        let server: ScriptedServer
        let sent: Lock<[JSON]>

        init(missed: [JSON] = []) throws {
            let sent = Lock<[JSON]>([])
            self.sent = sent
            server = try ScriptedServer(
                respond: { request in
                    guard request.method == "POST" else {
                        return .json(200, ["id": "5", "username": "bot", "bot": true])
                    }
                    let body = (try? JSON(parsing: request.body)) ?? .null
                    sent.withLock { $0.append(body) }
                    return .json(
                        200,
                        ScriptedServer.message(id: 99, content: body["content"]?.string ?? ""))
                },
                converse: { frame in
                    switch frame["op"]?.int {
                    case 2: [ScriptedServer.ready(cursor: "c0")]
                    case 6:
                        missed + [["op": 0, "t": "RESUMED", "d": ["replayed": 1, "cursor": "c9"]]]
                    default: []
                    }
                })
        }

        var contents: [String] { sent.withLock { $0.compactMap { $0["content"]?.string } } }

        func bot(_ change: (inout ChatBot.Options) -> Void = { _ in }) throws -> ChatBot {
            var options = ChatBot.Options()
            options.stopsOnSignals = false
            change(&options)
            return try ChatBot(server.configuration(), options: options)
        }

        func say(_ n: Int, _ content: String, in channel: Int = 12) {
            server.push(ScriptedServer.message(n, in: channel, content: content))
        }

        func isReady() async throws {
            try await eventually("the bot is there") { !server.frames.isEmpty }
        }
    }

    @Test func `it answers commands with their arguments, and what is none goes elsewhere`()
        async throws
    {
        let world = try World()
        defer { world.server.stop() }
        let bot = try world.bot()
        bot.command("echo") { try await $0.reply($0.arguments) }
        bot.onMessage { try await $0.send("heard " + $0.arguments) }
        let run = Task { try await bot.run() }
        try await world.isReady()
        for (n, text) in ["!echo  a  b ", "!echo", "!echoes x", "hello"].enumerated() {
            world.say(n + 1, text)
        }
        try await eventually("all are answered") { world.contents.count == 4 }
        #expect(world.contents == ["a  b", "", "heard !echoes x", "heard hello"])
        let reply = world.sent.withLock { $0[0] }
        #expect(reply["message_reference"]?["message_id"] == "1")
        bot.stop()
        try await run.value
    }

    @Test func `answers are named after the message, so a repeated one is the same`() async throws {
        let world = try World()
        defer { world.server.stop() }
        for _ in 0..<2 {
            let bot = try world.bot()
            bot.command("twice") {
                try await $0.reply("a")
                try await $0.send("b")
            }
            let run = Task { try await bot.run() }
            let before = world.server.frames.count
            try await eventually("the bot is there") { world.server.frames.count > before }
            world.say(7, "!twice")
            let count = world.contents.count
            try await eventually("both are sent") { world.contents.count >= count + 2 }
            bot.stop()
            try await run.value
        }
        let nonces = world.sent.withLock { $0.map { $0["nonce"]?.string } }
        #expect(nonces == ["re-7-1", "re-7-2", "re-7-1", "re-7-2"])
    }

    @Test func `own messages and other bots' are heard, not handled`() async throws {
        let world = try World()
        defer { world.server.stop() }
        let bot = try world.bot()
        let heard = Lock<[Int64]>([])
        bot.onEvent { event in if let n = event.n { heard.withLock { $0.append(n) } } }
        bot.onMessage { try await $0.send("to \($0.message.author.id)") }
        let run = Task { try await bot.run() }
        try await world.isReady()
        for (n, author) in [
            ["id": "5", "bot": true], ["id": "6", "bot": true], ["id": "7"] as JSON,
        ]
        .enumerated() {
            var frame = ScriptedServer.message(n + 1).object ?? JSONObject()
            var data = frame["d"]?.object ?? JSONObject()
            data["author"] = author
            frame["d"] = .object(data)
            world.server.push(.object(frame))
        }
        try await eventually("the person is answered") { world.contents == ["to 7"] }
        #expect(heard.withLock { $0 } == [1, 2, 3])
        bot.stop()
        try await run.value
    }

    @Test func `a handler that throws is told to the person and does not end the bot`()
        async throws
    {
        let world = try World()
        defer { world.server.stop() }
        let bot = try world.bot()
        struct Trouble: Error {}
        bot.command("fail") { _ in throw Trouble() }
        bot.command("ping") { try await $0.reply("pong") }
        let run = Task { try await bot.run() }
        try await world.isReady()
        world.say(1, "!fail")
        world.say(2, "!ping")
        try await eventually("both are answered") { world.contents.count == 2 }
        #expect(world.contents == ["That failed. (1)", "pong"])
        bot.stop()
        try await run.value
    }

    @Test func `channels do not wait for each other, messages of one do`() async throws {
        let world = try World()
        defer { world.server.stop() }
        let bot = try world.bot()
        let gate = Lock(false)
        bot.command("slow") { context in
            try await eventually("the gate opens") { gate.withLock { $0 } }
            try await context.send("slow")
        }
        bot.command("fast") { try await $0.send("fast") }
        let run = Task { try await bot.run() }
        try await world.isReady()
        world.say(1, "!slow", in: 12)
        world.say(2, "!fast", in: 12)
        world.say(1, "!fast", in: 13)
        try await eventually("the other channel is served") { world.contents == ["fast"] }
        gate.withLock { $0 = true }
        try await eventually("then the first") { world.contents == ["fast", "slow", "fast"] }
        bot.stop()
        try await run.value
    }

    @Test func `stopping lets handlers finish, and the next run goes on from there`() async throws {
        let missed = (1...4).map { ScriptedServer.message($0, content: "!number") }
        let world = try World(missed: missed)
        defer { world.server.stop() }
        let cursors = CursorFile(path: folder.file("cursor"))
        let numbers = Lock<[Int64]>([])
        let gate = Lock(false)
        let first = try world.bot { $0.cursors = cursors }
        first.command("number") { context in
            try await eventually("the gate opens") { gate.withLock { $0 } }
            numbers.withLock { $0.append(context.message.n ?? 0) }
        }
        let read = Lock<Int64>(0)
        first.onEvent { event in read.withLock { $0 = event.n ?? $0 } }
        let run = Task { try await first.run() }
        try await world.isReady()
        for n in 1...2 { world.say(n, "!number") }
        try await eventually("it has a place") { (try? cursors.load()) != nil }
        world.say(3, "not a command")
        try await eventually("all three are read") { read.withLock { $0 } == 3 }
        // The first is still handled: the place that is kept is before it.
        #expect(try cursors.load()?.known == [:])
        first.stop()
        gate.withLock { $0 = true }
        try await run.value
        #expect(numbers.withLock { $0 } == [1, 2])
        #expect(try cursors.load()?.known == [.channel(ChannelID(12)): 3])

        let second = try world.bot { $0.cursors = cursors }
        second.command("number") { context in
            numbers.withLock { $0.append(context.message.n ?? 0) }
        }
        let again = Task { try await second.run() }
        try await eventually("it has caught up") { numbers.withLock { $0.count } >= 3 }
        second.stop()
        try await again.value
        #expect(numbers.withLock { $0 } == [1, 2, 4])
        #expect(try cursors.load()?.cursor == "c9")
    }

    @Test func `a token that is refused ends the run, saying so`() async throws {
        let server = try ScriptedServer { _ in .json(401, ["code": 0, "message": "no"]) }
        defer { server.stop() }
        let bot = try ChatBot(server.configuration())
        do {
            try await bot.run()
            Issue.record("it ran")
        } catch {
            #expect(error.code == .unauthorized)
        }
    }

    @Test(arguments: [
        ([:], "ROOST_URL"), (["ROOST_URL": ""], "ROOST_URL"),
        (["ROOST_URL": "ftp://a", "ROOST_TOKEN": "t"], "ROOST_URL"),
        (["ROOST_URL": "https://a"], "ROOST_TOKEN"),
        (["ROOST_URL": "https://a", "ROOST_TOKEN": "a b"], "ROOST_TOKEN"),
        (["ROOST_URL": "https://a", "ROOST_TOKEN": "a\nb"], "ROOST_TOKEN"),
    ])
    func `what is missing is named`(_ values: [String: String], _ name: String) {
        do {
            _ = try BotEnvironment(values).configuration()
            Issue.record("it was enough")
        } catch {
            #expect(error.code == .configuration && error.message.hasPrefix(name))
        }
    }
}

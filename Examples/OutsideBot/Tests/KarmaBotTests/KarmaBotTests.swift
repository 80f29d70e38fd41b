import ChatCore
import ChatTestKit
import KarmaBot
import Testing

@Suite struct KarmaBotTests {
    /// Says something as ann and returns the answer to it.
    private func ask(_ text: String, as ann: ChatClient, in channel: ChannelID) async throws
        -> String?
    {
        let connection = ann.connect()
        defer { connection.close() }
        var question: MessageID?
        for try await event in connection.events {
            switch event.payload {
            case .ready:
                question = try await ann.sendMessage(text, in: channel).id
            case .messageCreate(let message)
            where message.reference?.messageID == question && question != nil:
                return message.content
            default: continue
            }
        }
        return nil
    }

    @Test(.timeLimit(.minutes(1)))
    func `it counts, and goes on after the server was restarted`() async throws {
        let server = try await TestServer.start()
        let url = try #require(ServerURL(server.url))
        let token = try await server.addBot("Karma")
        let account = try await server.addUser("ann")
        let ann = try ChatClient(
            ClientConfiguration(url: url, identity: .accessToken(account.token)))
        let channel = try #require(server.channels["general"])

        let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
        let bot = try KarmaBot(ClientConfiguration(url: url, identity: .bot(token: token))) {
            isReady.finish()
        }
        async let running: Void = bot.run()
        for await _ in ready {}
        #expect(try await ask("!karma ben", as: ann, in: channel) == "ben: 0")
        _ = try await ann.sendMessage("thank you ben++ and zoe++", in: channel)
        #expect(try await ask("!karma ben", as: ann, in: channel) == "ben: 1")

        try await server.restart()
        _ = try await ann.sendMessage("ben++", in: channel)
        #expect(try await ask("!karma ben", as: ann, in: channel) == "ben: 2")

        bot.stop()
        try await running
        ann.close()
        await server.stop()
    }
}

import ChatBase
import Glibc

extension ChatBot {
    /// The whole of a program that is a bot: configured by the environment, as `init` says,
    /// it runs until it is stopped, and exits.
    ///
    ///     await ChatBot.main { bot in
    ///         bot.command("ping") { try await $0.reply("pong") }
    ///     }
    ///
    /// What keeps it from running is said in one line on standard error, and exits with 1.
    public static func main(_ prepare: @Sendable (ChatBot) throws -> Void) async -> Never {
        do {
            let bot = try ChatBot()
            try prepare(bot)
            try await bot.run()
            exit(0)
        } catch {
            var line = "\(error)\n"
            line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(1)
        }
    }
}

import ChatCore
import Glibc

/// Answers `!ping` with `pong` and `!echo text` with the text. On its standard output it
/// keeps a record of every message it saw: channel, sequence number and id.
@main
struct EchoBot {
    static func main() async {
        await ChatBot.main { bot in
            bot.command("ping") { try await $0.reply("pong") }
            bot.command("echo") { try await $0.reply($0.arguments) }
            bot.onEvent(record)
        }
    }

    @Sendable static func record(_ event: ChatEvent) {
        guard case .messageCreate(let message) = event.payload, let n = event.n else { return }
        var line = "\(message.channelID)\t\(n)\t\(message.id)\n"
        // One write for one line: whoever reads along never sees half of one.
        line.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}

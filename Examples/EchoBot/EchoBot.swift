import ChatCore
import Glibc

/// Answers `!ping` with `pong` and `!echo text` with the text. On its standard output it
/// keeps a record of every message it saw: channel, sequence number and id.
@main
struct EchoBot {
    static func main() async {
        do {
            let bot = try ChatBot()
            bot.command("ping") { try await $0.reply("pong") }
            bot.command("echo") { try await $0.reply($0.arguments) }
            bot.onEvent(record)
            try await bot.run()
        } catch {
            write("\(error)\n", to: STDERR_FILENO)
            exit(1)
        }
    }

    @Sendable static func record(_ event: ChatEvent) {
        guard case .messageCreate(let message) = event.payload, let n = event.n else { return }
        write("\(message.channelID)\t\(n)\t\(message.id)\n", to: STDOUT_FILENO)
    }

    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}

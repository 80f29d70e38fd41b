import ChatCore

await ChatBot.main { bot in
    bot.command("ping") { try await $0.reply("pong") }
}

/// Every command there is.
enum CommandTable {
    static let all: [Command] = [
        Command(
            "help", [.optional("COMMAND", .command)], "what commands and keys there are",
            details: "With a command's name: how that one is used."
        ) { model, arguments, _ in model.showHelp(on: arguments[0]) },
        Command(
            "join", [.required("CHANNEL", .channel)], "go to a channel",
            details: "Brings back a channel that /part took off the list."
        ) { model, arguments, now in model.join(arguments[0] ?? "", now: now) },
        Command(
            "part", [], "take this channel off your list",
            details: "Nobody else notices. A mention brings it back, and so does /join."
        ) { model, _, now in model.part(now: now) },
        Command(
            "topic", [.optional("TEXT", .text)], "show or set the channel's topic",
            details: "/topic - removes it."
        ) { model, arguments, now in model.topic(arguments[0], now: now) },
        Command(
            "create",
            [
                .required("NAME", .word),
                .optional("KIND", .oneOf(["text", "voice", "category", "private"])),
            ],
            "make a channel, in the category you are in",
            details: "A private channel is hidden from everyone but you and the owner."
        ) { model, arguments, now in
            model.create(arguments[0] ?? "", kind: arguments[1], now: now)
        },
        Command(
            "invite", [], "make an invitation to this server",
            details: "Shows a code, and the line with which a friend signs up."
        ) { model, _, _ in model.invite() },
        Command("who", [.optional("PERSON", .person)], "who is here, and how they are") {
            model, arguments, now in model.who(arguments[0], now: now)
        },
        Command("me", [.required("TEXT", .text)], "say what you are doing") {
            model, arguments, now in model.send("_\(arguments[0] ?? "")_", now: now)
        },
        Command(
            "edit", [.optional("TEXT", .text)], "change your last message",
            details: "Without a text, puts the message into the input line, as Up does there."
        ) { model, arguments, now in model.edit(arguments[0], now: now) },
        Command(
            "delete", [], "delete your last message in this channel",
            details: "It goes from every screen, every cache and the server."
        ) { model, _, now in model.deleteLast(now: now) },
        Command(
            "reply", [.required("[@PERSON] TEXT", .text)], "answer the last message",
            details: "With @PERSON: answer that person's last message."
        ) { model, arguments, now in model.reply(arguments[0] ?? "", now: now) },
        Command(
            "ignore", [.optional("PERSON", .person)],
            "hide somebody's messages, or show them again",
            details: "Without a name, lists whom you ignore. They do not notice."
        ) { model, arguments, now in model.ignore(arguments[0], now: now) },
        Command(
            "highlight", [.optional("WORD", .word)], "mark messages with a word, or stop it",
            details: "Without a word, lists them. Your own name is always marked."
        ) { model, arguments, now in model.highlight(arguments[0], now: now) },
        Command(
            "status",
            [.optional("STATUS", .oneOf(["online", "idle", "dnd", "invisible"]))],
            "show or set how others see you"
        ) { model, arguments, now in model.status(arguments[0], now: now) },
        Command("clear", [], "empty the message pane; PgUp brings it back") { model, _, _ in
            model.clearPane()
        },
        Command(
            "set", [.optional("NAME", .setting), .optional("VALUE", .word)],
            "show or change a setting"
        ) { model, arguments, now in model.set(arguments[0], to: arguments[1], now: now) },
        Command("quit", [], "leave; unsent messages wait for the next start") { model, _, _ in
            model.quit()
        },
    ]

    /// Known from other clients; not here yet.
    static let later: [(name: String, what: String)] = [
        ("msg", "direct messages are being built"),
        ("query", "direct messages are being built"),
        ("nick", "names per server are being built"),
        ("react", "reactions are being built"),
        ("thread", "threads are being built"),
        ("search", "search is being built"),
        ("pin", "pins are being built"),
        ("upload", "files are being built"),
        ("voice", "voice is being built"),
        ("mute", "voice is being built"),
        ("deafen", "voice is being built"),
        ("kick", "moderation is being built"),
        ("ban", "moderation is being built"),
        ("role", "roles are being built"),
        ("bind", "your own keys are being built"),
        ("theme", "themes are being built"),
    ]

    static func command(named name: String) -> Command? {
        all.first { $0.name == name }
    }
}

import ChatBase
import ChatServer

/// A command of the program.
struct Verb: Sendable {
    let name: String
    /// The call after `roostd`.
    let usage: String
    let summary: String
    /// Its own flags beside `--data`, `--config` and `--help`.
    let flags: [String]
    let run: @Sendable (Call) throws -> Void

    static let all = [
        Verb(
            name: "serve", usage: "serve [--data DIR] [--listen ADDRESS] [option ...]",
            summary: "Run the server until it gets TERM or INT.",
            flags: ["ready_file", "check_config"]
                + ServerOptions.table.options.filter { $0.section != nil }.map(\.key)
                .filter { $0 != "data" },
            run: ServeCommand.run),
        Verb(
            name: "init", usage: "init [--data DIR] [--name NAME]",
            summary: "Make the database and the certificate, and start nothing.",
            flags: ["name"], run: DataCommands.initialize),
        Verb(
            name: "user", usage: "user add [NAME] | user passwd NAME | user list",
            summary: "Make accounts, set passwords. Without a NAME, add reads lines of name "
                + "and password from standard input.",
            flags: ["password_stdin"], run: AccountCommands.user),
        Verb(
            name: "bot", usage: "bot add [NAME] | bot token NAME",
            summary: "Make bots and print their tokens, one a line. Without a NAME, add reads "
                + "names from standard input and prints name and token.",
            flags: [], run: AccountCommands.bot),
        Verb(
            name: "invite", usage: "invite [--channel NAME] [--max-uses N] [--max-age TIME]",
            summary: "Print a code to register with.",
            flags: ["channel", "max_uses", "max_age"], run: AccountCommands.invite),
        Verb(
            name: "backup", usage: "backup FILE",
            summary: "Copy the database into a file; the server may run.", flags: [],
            run: DataCommands.backup),
        Verb(
            name: "restore", usage: "restore FILE",
            summary: "Put a copy back; the server must not run. What was there is kept as "
                + "roost.db.replaced.",
            flags: [], run: DataCommands.restore),
    ]

    static var help: String {
        var text = "Usage: roostd COMMAND [option ...]\n\nA chat server for one community.\n\n"
        for verb in all {
            for (index, line) in OptionTable.wrap(verb.summary, width: 66).enumerated() {
                let head = index == 0 ? verb.name : ""
                text += "  " + head + String(repeating: " ", count: 10 - head.count) + line + "\n"
            }
        }
        return text + "\nEach takes --data DIR. More: roostd COMMAND --help, roostd(1)."
    }

    var help: String {
        let keys = ["data", "config"] + flags + ["help", "version"]
        return "Usage: roostd \(usage)\n\n"
            + OptionTable.wrap(summary, width: 78).joined(separator: "\n") + "\n\n"
            + ServerOptions.table.help(keys)
    }
}

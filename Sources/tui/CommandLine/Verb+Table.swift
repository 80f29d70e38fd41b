extension Verb {
    static let all: [Verb] = [login, logout, whoami, send, read, wait, channels] + local

    private static let json = Option("json", "one JSON object a line instead of text")

    private static let login = Verb(
        name: "login", arguments: "URL", count: 1...1,
        summary: "sign in to a server, or register there",
        options: [
            Option("user", "NAME", "who; asked for otherwise"),
            Option("password-stdin", "read the password from standard input"),
            Option("token-stdin", "read a token (a bot's, say) from standard input"),
            Option("register", "make a new account"),
            Option("invite", "CODE", "an invite or one-time code, for registering"),
            Option("pin", "FINGERPRINT", "the only certificate to accept, by its SHA-256"),
        ],
        details: [
            "The login is kept in the configuration folder and shared by all processes.",
            "A certificate that no authority vouches for is shown and asked about.",
        ])

    private static let logout = Verb(
        name: "logout", arguments: "", count: 0...0, summary: "sign out and forget the login")

    private static let whoami = Verb(
        name: "whoami", arguments: "", count: 0...0, summary: "say who is signed in, and where",
        options: [json])

    private static let send = Verb(
        name: "send", arguments: "CHANNEL [TEXT|-]", count: 1...Int.max,
        summary: "send a message; without TEXT, or with -, standard input",
        options: [
            Option("lines", "each line of standard input is a message, as it comes"),
            Option("code", "LANGUAGE", optional: true, "put it in a code block"),
            Option("split", "send over-long text as several messages"),
            Option("typing", "be seen typing while standard input is read"),
            Option("key", "KEY", "names this send: repeating it sends nothing twice"),
            json,
        ],
        details: [
            "Exit status 0 means that the message is on the server's disk.",
            "Text over 4000 characters is refused unless it may be split.",
        ])

    private static let read = Verb(
        name: "read", arguments: "CHANNEL...", count: 1...Int.max,
        summary: "print messages, oldest first",
        options: [
            Option("n", "N", "at most so many; 20 of the newest unless told otherwise"),
            Option("since", "ID|TIME", "after this message, or from this time on"),
            Option("unread", "only what is unread"),
            Option("mark", "mark as read what was printed"),
            Option("follow", "go on with what is sent from now on"),
            Option("cursor", "FILE", "go on after what was printed last; FILE remembers it"),
            json,
        ],
        details: [
            "TIME is 2026-01-31, 2026-01-31T12:00:00Z, or an age such as 90s, 15m, 12h, 7d.",
            "Not to a terminal, a line is time, channel, author and text, separated by tabs; "
                + "a line break in a text is written \\n. Use --json for exact text.",
            "With --follow nothing is missed or repeated when the server restarts.",
        ])

    private static let wait = Verb(
        name: "wait", arguments: "CHANNEL", count: 1...1,
        summary: "wait for a message, and print it",
        options: [
            Option("match", "REGEX", "only one whose text this matches"),
            Option("from", "USER", "only one of this user"),
            Option("timeout", "DURATION", "give up after 30s, 5m, 1h; status 1 then"),
            Option("send", "TEXT", "send this first, once waiting"),
            json,
        ])

    private static let channels = Verb(
        name: "channels", arguments: "", count: 0...0, summary: "list the channels",
        options: [Option("unread", "only those with unread messages"), json],
        details: [
            "Not to a terminal, a line is id, name, unread, mentions and topic, by tabs."
        ])

    private static let local = [
        Verb(
            name: "reset", arguments: "", count: 0...0,
            summary: "mend a terminal that a killed client left behind"),
        Verb(
            name: "completions", arguments: "SHELL", count: 1...1,
            summary: "print completions for bash, zsh or fish"),
        Verb(name: "help", arguments: "[VERB]", count: 0...1, summary: "say how to use a verb"),
    ]
}

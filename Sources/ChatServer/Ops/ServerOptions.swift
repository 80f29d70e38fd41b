import ChatBase

/// The options of `roostd`: the one place where they are named, described and given
/// their defaults.
package enum ServerOptions {
    package static let sections: [(name: String, help: String)] = [
        ("server", "The server as a whole."),
        ("tls", "Encryption. Without certificate files a self-signed one is made."),
        ("accounts", "Accounts and how they sign in."),
        ("limits", "How much is too much. Rates are written as count/time, such as 5/5s."),
        ("gateway", "The gateway: live connections of clients and bots."),
        ("storage", "What is kept, and for how long."),
    ]

    package static let table = OptionTable(
        server + tls + accounts + limits + gateway + storage + callOnly)

    /// Flags that belong to one call and to no file.
    private static let callOnly = [
        Option(
            "config", in: .environmentAndFlag, .path, placeholder: "FILE",
            help: "The configuration file. /etc/roost/roostd.conf is read if it exists."),
        Option(
            "ready_file", in: .flagOnly, .path, placeholder: "FILE",
            help: "Written by rename, one line of JSON, once the server accepts connections."),
        Option("check_config", in: .flagOnly, .flag, help: "Check the configuration and exit."),
        Option(
            "password_stdin", in: .flagOnly, .flag,
            help: "Read the password from the first line of standard input."),
        Option(
            "channel", in: .flagOnly, .text, placeholder: "NAME",
            help: "The channel that an invite leads to; the first one unless given."),
        Option(
            "max_uses", in: .flagOnly, .integer(0...1_000_000), default: "1", placeholder: "N",
            help: "How often an invite can be used; 0 is without limit."),
        Option(
            "max_age", in: .flagOnly, .duration(.zero ... .seconds(365 * 86_400)),
            default: "7d", placeholder: "TIME",
            help: "How long an invite is good; 0s is for ever."),
        Option("help", in: .flagOnly, .flag, letter: "h", help: "Show this help."),
        Option("version", in: .flagOnly, .flag, help: "Show the version."),
    ]

    private static let server = [
        Option(
            "data", section: "server", .path, default: "/var/lib/roost", placeholder: "DIR",
            help: "The directory of the database, the certificate and the administration socket."),
        Option(
            "listen", section: "server", .addresses, default: "127.0.0.1:8080",
            placeholder: "ADDRESS",
            help: "Where to listen: 127.0.0.1:8080, [::1]:8080, *:443 or unix:/path. Port 0 "
                + "takes a free port, the same at every start."),
        Option(
            "name", section: "server", .text, default: "Roost", placeholder: "NAME",
            help: "What the community is called when it is made."),
        Option(
            "public_url", section: "server", .text, placeholder: "URL",
            help: "The address that clients use, when it is not the one they connect to, "
                + "such as https://chat.example.org."),
        Option(
            "workers", section: "server", .integer(0...256), default: "0", placeholder: "N",
            help: "Event loop threads; 0 is one for each core."),
        Option(
            "trusted_proxies", section: "server", .list, placeholder: "NETWORK",
            help: "Addresses or networks (10.0.0.0/8) whose X-Forwarded-For is believed."),
        Option(
            "allow_plain", section: "server", .flag, default: "no",
            help: "Serve plain HTTP on addresses other than loopback. Passwords can be read "
                + "on the way."),
        Option(
            "shutdown_timeout", section: "server", .duration(.zero ... .seconds(600)),
            default: "5s", placeholder: "TIME",
            help: "How long a stopping server waits for its connections."),
        Option(
            "log_level", section: "server",
            .choice(Logger.Level.allCases.map { "\($0)" }), default: "info",
            placeholder: "LEVEL", help: "The lowest level that is logged, on standard error."),
    ]

    private static let tls = [
        Option(
            "tls", section: "tls", .choice(Configuration.TLS.Mode.allCases.map(\.rawValue)),
            default: "auto", placeholder: "MODE",
            help: "Whether connections are encrypted; auto means unless every address is "
                + "loopback or a unix socket."),
        Option(
            "certificate", section: "tls", .path, placeholder: "FILE",
            help: "The certificate and its chain as PEM. Read again on SIGHUP."),
        Option(
            "key", section: "tls", .path, placeholder: "FILE", help: "The private key as PEM."),
    ]

    private static let accounts = [
        Option(
            "registration", section: "accounts",
            .choice(Configuration.Accounts.Registration.allCases.map(\.rawValue)),
            default: "invite", placeholder: "WHO",
            help: "Who may make an account: anyone, who has an invite, who has a one-time code "
                + "from this command line, or nobody. The first account owns the server."),
        Option(
            "access_token_lifetime", section: "accounts",
            .duration(.milliseconds(100) ... .seconds(86_400)), default: "15m",
            placeholder: "TIME", help: "How long an access token is good."),
        Option(
            "refresh_token_lifetime", section: "accounts",
            .duration(.milliseconds(100) ... .seconds(3650 * 86_400)), default: "30d",
            placeholder: "TIME", help: "How long a device stays signed in without being used."),
        Option(
            "refresh_grace", section: "accounts", .duration(.zero ... .seconds(600)),
            default: "60s", placeholder: "TIME",
            help: "How long the previous refresh token is accepted beside the new one."),
        Option(
            "argon2_memory", section: "accounts", .size(8192...4 << 30), default: "19M",
            placeholder: "SIZE", help: "Memory for hashing one password."),
        Option(
            "argon2_iterations", section: "accounts", .integer(1...100), default: "2",
            placeholder: "N", help: "Passes over that memory."),
        Option(
            "argon2_lanes", section: "accounts", .integer(1...64), default: "1",
            placeholder: "N", help: "Lanes of that memory."),
        Option(
            "argon2_threads", section: "accounts", .integer(1...64), default: "2",
            placeholder: "N", help: "Threads that hash passwords."),
        Option(
            "argon2_queue", section: "accounts", .integer(1...100_000), default: "256",
            placeholder: "N",
            help: "Passwords waiting to be hashed; more are told to try again."),
    ]

    private static let gateway = [
        Option(
            "heartbeat_interval", section: "gateway",
            .duration(.milliseconds(100) ... .seconds(50)), default: "41250ms",
            placeholder: "TIME", help: "How often clients say that they live."),
        Option(
            "identify_timeout", section: "gateway",
            .duration(.milliseconds(100) ... .seconds(300)), default: "20s",
            placeholder: "TIME", help: "How long a new connection may take to identify."),
        Option(
            "presence_grace", section: "gateway", .duration(.zero ... .seconds(3600)),
            default: "15s", placeholder: "TIME",
            help: "How long one who lost the connection is still shown as online."),
        Option(
            "typing_lifetime", section: "gateway",
            .duration(.milliseconds(100) ... .seconds(60)), default: "10s",
            placeholder: "TIME", help: "How long one is shown as typing."),
        Option(
            "session_lifetime", section: "gateway",
            .duration(.milliseconds(100) ... .seconds(365 * 86_400)), default: "7d",
            placeholder: "TIME", help: "How long a session can be resumed by its number."),
    ]

    private static let storage = [
        Option(
            "log_retention", section: "storage",
            .duration(.milliseconds(100) ... .seconds(3650 * 86_400)), default: "30d",
            placeholder: "TIME",
            help: "How long changes can be replayed to one who was away. Messages stay."),
        Option(
            "idempotency_retention", section: "storage",
            .duration(.milliseconds(100) ... .seconds(365 * 86_400)), default: "7d",
            placeholder: "TIME", help: "How long a repeated request is recognised by its key."),
    ]
}

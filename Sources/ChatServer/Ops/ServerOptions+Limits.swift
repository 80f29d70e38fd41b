import ChatBase

extension ServerOptions {
    static let limits =
        [
            Option(
                "rate_limits", section: "limits", .flag, default: "yes",
                help: "Whether requests are limited at all."),
            rate("limit_messages", "5/5s", "Messages of an account in a channel."),
            rate(
                "limit_resync", "100/10s",
                "Reading history and events; a budget beside the one for everything."),
            rate("limit_reads", "30/5s", "Other reads, by account and route."),
            rate("limit_writes", "10/10s", "Other changes, by account and route."),
            rate("limit_signals", "10/5s", "Typing and read markers, by account and channel."),
            rate("limit_auth", "60/60s", "Requests to sign in or refresh, by address."),
            rate("limit_global", "50/1s", "Requests of an account in all."),
            rate("limit_logins_account", "5/15m", "Attempts to sign in to an account."),
            rate("limit_logins_address", "20/15m", "Attempts to sign in from an address."),
            rate("limit_registrations", "5/1h", "Registrations from an address."),
        ] + sizes

    private static let sizes = [
        Option(
            "connections", section: "limits", .integer(1...1_000_000), default: "20000",
            placeholder: "N", help: "Connections in all."),
        Option(
            "connections_per_address", section: "limits", .integer(1...1_000_000),
            default: "512", placeholder: "N", help: "Connections from one address."),
        Option(
            "body_limit", section: "limits", .size(1024...1 << 30), default: "1M",
            placeholder: "SIZE", help: "The largest body of a request."),
        Option(
            "queued_frames", section: "limits", .integer(16...1_000_000), default: "4096",
            placeholder: "N", help: "Frames waiting for a slow reader before it is cut off."),
        Option(
            "queued_bytes", section: "limits", .size(4096...1 << 30), default: "1M",
            placeholder: "SIZE", help: "Bytes waiting for a slow reader before it is cut off."),
    ]

    private static func rate(_ key: String, _ fallback: String, _ help: String) -> Option {
        Option(
            key, section: "limits", .rate, default: fallback, placeholder: "COUNT/TIME",
            help: help)
    }
}

import ChatBase

extension Configuration {
    static let defaults: Configuration = {
        do { return Configuration(try ServerOptions.table.resolve()) } catch {
            preconditionFailure("the defaults are not valid: \(error)")
        }
    }()

    /// From the merged options.
    package init(_ values: OptionValues) {
        dataDirectory = values.text("data") ?? "."
        listen = values.list("listen")
        name = values.text("name") ?? "Roost"
        publicURL = values.text("public_url").flatMap { $0.isEmpty ? nil : $0 }
        workers = values.int("workers")
        trustedProxies = values.list("trusted_proxies")
        allowsPlain = values.bool("allow_plain")
        shutdownTimeout = values.duration("shutdown_timeout")
        logLevel = values.text("log_level") ?? "info"
        tls = TLS(
            mode: values.text("tls").flatMap(TLS.Mode.init) ?? .auto,
            certificate: values.text("certificate"), key: values.text("key"))
        accounts = Accounts(
            registration: values.text("registration").flatMap(Accounts.Registration.init)
                ?? .invite,
            accessTokenLifetime: values.duration("access_token_lifetime"),
            refreshTokenLifetime: values.duration("refresh_token_lifetime"),
            refreshGrace: values.duration("refresh_grace"),
            argon2Memory: values.size("argon2_memory") / 1024,
            argon2Iterations: values.int("argon2_iterations"),
            argon2Lanes: values.int("argon2_lanes"),
            argon2Threads: values.int("argon2_threads"),
            argon2Queue: values.int("argon2_queue"))
        limits = Limits(
            isEnabled: values.bool("rate_limits"), messages: values.limit("limit_messages"),
            resync: values.limit("limit_resync"), reads: values.limit("limit_reads"),
            writes: values.limit("limit_writes"), signals: values.limit("limit_signals"),
            auth: values.limit("limit_auth"), global: values.limit("limit_global"),
            loginsPerAccount: values.limit("limit_logins_account"),
            loginsPerAddress: values.limit("limit_logins_address"),
            registrationsPerAddress: values.limit("limit_registrations"),
            connections: values.int("connections"),
            connectionsPerAddress: values.int("connections_per_address"),
            body: values.size("body_limit"), queuedFrames: values.int("queued_frames"),
            queuedBytes: values.size("queued_bytes"))
        gateway = Gateway(
            heartbeatInterval: values.duration("heartbeat_interval"),
            identifyTimeout: values.duration("identify_timeout"),
            presenceGrace: values.duration("presence_grace"),
            typingLifetime: values.duration("typing_lifetime"),
            sessionLifetime: values.duration("session_lifetime"))
        storage = Storage(
            logRetention: values.duration("log_retention"),
            idempotencyRetention: values.duration("idempotency_retention"))
    }
}

extension OptionValues {
    fileprivate func limit(_ key: String) -> Configuration.Limits.Rate {
        let (count, window) = rate(key)
        return Configuration.Limits.Rate(count, per: window)
    }
}

import ChatBase

/// What a `NetServer` needs to know. Every limit has a default.
package struct NetConfiguration: Sendable {
    package struct Listener: Sendable {
        package var address: ListenAddress
        /// Whether connections must be TLS. A plain request there gets a clear 400.
        package var isSecure: Bool
        /// A unix socket's permissions.
        package var mode: UInt32

        package init(_ address: ListenAddress, isSecure: Bool = false, mode: UInt32 = 0o660) {
            self.address = address
            self.isSecure = isSecure
            self.mode = mode
        }
    }

    package struct CertificateFiles: Sendable {
        /// PEM, the server's certificate first.
        package var certificate: String
        /// PEM.
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    package struct Limits: Sendable {
        /// Bytes of request line and header fields together.
        package var head = 16_384
        package var headerFields = 100
        package var body = 1_048_576
        /// Connections in all, and from one address (a unix socket has none).
        package var connections = 20_000
        package var connectionsPerAddress = 512
        /// What a WebSocket may have queued before it is reset.
        package var queuedFrames = 4_096
        package var queuedBytes = 1_048_576
        package init() {}
    }

    package struct Deadlines: Sendable {
        package var handshake: Duration = .seconds(10)
        package var head: Duration = .seconds(10)
        package var body: Duration = .seconds(60)
        /// Between requests.
        package var idle: Duration = .seconds(60)
        /// Without progress while there is something to write.
        package var stall: Duration = .seconds(30)
        /// A WebSocket from which nothing came for this long is pinged; after as long again
        /// without a sign of life it is dropped.
        package var ping: Duration = .seconds(30)
        /// For the peer's half of a close.
        package var close: Duration = .seconds(5)
        package init() {}
    }

    package var listeners: [Listener]
    package var certificate: CertificateFiles?
    /// 0 means one for each core.
    package var loops: Int
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` count: addresses or CIDR ranges.
    package var trustedProxies: [String]
    package var limits: Limits
    package var deadlines: Deadlines
    /// The `Server` header field; empty for none.
    package var serverName: String

    package init(
        listeners: [Listener], certificate: CertificateFiles? = nil, loops: Int = 0,
        trustedProxies: [String] = [], limits: Limits = Limits(),
        deadlines: Deadlines = Deadlines(), serverName: String = "roost"
    ) {
        self.listeners = listeners
        self.certificate = certificate
        self.loops = loops
        self.trustedProxies = trustedProxies
        self.limits = limits
        self.deadlines = deadlines
        self.serverName = serverName
    }
}

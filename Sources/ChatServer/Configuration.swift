/// Everything that can be set about a server. The defaults are those of `roostd.conf`.
public struct Configuration: Sendable {
    /// The directory that holds the database, the certificate and the administration socket.
    public var dataDirectory: String
    /// Where to listen: `127.0.0.1:8080`, `[::1]:0`, `*:443` or `unix:/path`. Port 0 takes a
    /// free port and keeps it in the data directory.
    public var listen: [String]
    /// What the community is called when it is made.
    public var name: String
    /// The base that clients reach the server by, such as `https://chat.example.org`; nil to
    /// take it from each request's `Host`.
    public var publicURL: String?
    /// Event loop threads; 0 for one each core.
    public var workers: Int
    /// Addresses or networks whose `X-Forwarded-For` is believed.
    public var trustedProxies: [String]
    /// Plain HTTP on addresses other than loopback.
    public var allowsPlain: Bool
    /// How long a stopping server waits for its connections.
    public var shutdownTimeout: Duration
    /// The lowest level that is logged: `debug`, `info`, `notice`, `warning` or `error`.
    public var logLevel: String
    /// Certificates.
    public var tls: TLS
    /// Accounts and how they sign in.
    public var accounts: Accounts
    /// What is too much.
    public var limits: Limits
    /// The gateway.
    public var gateway: Gateway
    /// What is kept, and for how long.
    public var storage: Storage

    /// Certificates.
    public struct TLS: Sendable {
        /// When connections are encrypted.
        public enum Mode: String, Sendable, CaseIterable {
            /// Unless every address is loopback or a unix socket.
            case auto
            /// Always.
            case on
            /// Never: behind a proxy that does it.
            case off
        }

        /// When connections are encrypted.
        public var mode: Mode
        /// A PEM file with the certificate and its chain; nil for a self-signed one, made at
        /// the first start.
        public var certificate: String?
        /// A PEM file with the private key.
        public var key: String?
    }

    /// Accounts and how they sign in.
    public struct Accounts: Sendable {
        /// Who may make an account.
        public enum Registration: String, Sendable, CaseIterable {
            /// Anyone.
            case open
            /// Who has an invite.
            case invite
            /// Who has a one-time code from the server's command line.
            case code
            /// Nobody; accounts are made on the command line.
            case closed
        }

        /// Who may make an account.
        public var registration: Registration
        /// How long an access token is good.
        public var accessTokenLifetime: Duration
        /// How long a refresh token is good.
        public var refreshTokenLifetime: Duration
        /// How long the previous refresh token is accepted beside the new one.
        public var refreshGrace: Duration
        /// KiB of memory for hashing one password.
        public var argon2Memory: Int
        /// Passes over that memory.
        public var argon2Iterations: Int
        /// Lanes of that memory.
        public var argon2Lanes: Int
        /// Threads that hash passwords.
        public var argon2Threads: Int
        /// Passwords waiting to be hashed; more are told to try again.
        public var argon2Queue: Int
    }

    /// What is too much.
    public struct Limits: Sendable {
        /// So many in so long. A count of 0 is no limit.
        public struct Rate: Sendable, Hashable {
            /// How many.
            public var count: Int
            /// In how long.
            public var window: Duration

            /// A rate.
            public init(_ count: Int, per window: Duration) {
                self.count = count
                self.window = window
            }
        }

        /// Whether requests are limited at all.
        public var isEnabled: Bool
        /// Messages of an account in a channel.
        public var messages: Rate
        /// Reading history and events, beside the limit for everything.
        public var resync: Rate
        /// Other reads, by account and route.
        public var reads: Rate
        /// Other changes, by account and route.
        public var writes: Rate
        /// Typing and read markers, by account and channel.
        public var signals: Rate
        /// Requests to sign in or refresh, by address.
        public var auth: Rate
        /// Requests of an account in all.
        public var global: Rate
        /// Attempts to sign in to an account.
        public var loginsPerAccount: Rate
        /// Attempts to sign in from an address.
        public var loginsPerAddress: Rate
        /// Registrations from an address.
        public var registrationsPerAddress: Rate
        /// Connections in all.
        public var connections: Int
        /// Connections from one address.
        public var connectionsPerAddress: Int
        /// Bytes of a request's body.
        public var body: Int
        /// Frames waiting for a slow reader before it is cut off.
        public var queuedFrames: Int
        /// Bytes waiting for a slow reader before it is cut off.
        public var queuedBytes: Int
    }

    /// The gateway.
    public struct Gateway: Sendable {
        /// How often clients say that they live.
        public var heartbeatInterval: Duration
        /// How long a new connection may take to identify.
        public var identifyTimeout: Duration
        /// How long one who lost the connection is still shown as online.
        public var presenceGrace: Duration
        /// How long one is shown as typing.
        public var typingLifetime: Duration
        /// How long a session can be resumed.
        public var sessionLifetime: Duration
    }

    /// What is kept, and for how long.
    public struct Storage: Sendable {
        /// How long changes can be replayed to one who was away.
        public var logRetention: Duration
        /// How long a repeated request is recognised by its key.
        public var idempotencyRetention: Duration
    }

    /// The defaults for a data directory.
    public init(dataDirectory: String) {
        self = Self.defaults
        self.dataDirectory = dataDirectory
    }
}

import ChatBase

/// How a client reaches and enters its server.
public struct ClientConfiguration: Sendable {
    /// Who the client is.
    public enum Identity: Sendable {
        /// Nobody: enough to sign in, register and read `/meta`.
        case anonymous
        /// A bot, by its token.
        case bot(token: String)
        /// A person's device. Access tokens are renewed and stored as needed.
        case device(any CredentialStore)
        /// A person's access token that can't be renewed.
        case accessToken(String)
    }

    /// Whose certificate is good.
    public enum Trust: Sendable, Hashable {
        /// Any that an authority of this machine vouches for.
        case system
        /// Any that an authority in this PEM file vouches for.
        case authorities(file: String)
        /// This one alone, whoever vouches for it: 64 hex digits, the certificate's SHA-256.
        /// A client that trusts on first use takes it from `ChatError.fingerprint`.
        case pinned(fingerprint: String)
    }

    /// Where the server is.
    public var url: ServerURL
    /// Who the client is.
    public var identity: Identity
    /// Whose certificate is good.
    public var trust: Trust = .system
    /// `http://…`, `socks5h://…`; "" means none; nil follows `ALL_PROXY` and its kin.
    public var proxy: String?
    /// How long connecting may take.
    public var connectTimeout = Duration.seconds(10)
    /// How long one request may take, from connecting to the last byte.
    public var requestTimeout = Duration.seconds(30)
    /// For how long a request is tried again while the server can't be reached or fails.
    /// Only requests that may be repeated are.
    public var retryFor = Duration.seconds(30)
    /// For how long a request waits for its turn under the rate limits.
    public var maxWait = Duration.seconds(60)
    /// The name under which this device or bot is listed.
    public var deviceName = "ChatCore"

    /// A configuration with the defaults above.
    public init(url: ServerURL, identity: Identity = .anonymous) {
        self.url = url
        self.identity = identity
    }

    func transportSettings() throws(ChatError) -> TransportSettings {
        var settings = TransportSettings()
        settings.proxy = proxy
        settings.unixSocket = url.unixSocket
        settings.connectTimeout = connectTimeout
        settings.requestTimeout = requestTimeout
        switch trust {
        case .system: settings.trust = .system
        case .authorities(let file): settings.trust = .authorities(file: file)
        case .pinned(let fingerprint):
            // As `openssl x509 -fingerprint` prints it, too.
            let digits = fingerprint.filter { $0 != ":" }
            guard let digest = Hex.decode(digits), digest.count == 32 else {
                throw ChatError(
                    .configuration, "A fingerprint has 64 hexadecimal digits: \(fingerprint)")
            }
            settings.trust = .pinned(digest)
        }
        return settings
    }
}

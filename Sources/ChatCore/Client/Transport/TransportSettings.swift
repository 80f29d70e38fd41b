/// How to reach one server: what every connection to it shares.
package struct TransportSettings: Sendable {
    /// Who decides whether a certificate is good.
    package enum Trust: Sendable, Hashable {
        /// The authorities that this machine trusts.
        case system
        /// The authorities in a PEM file, and no others.
        case authorities(file: String)
        /// One certificate, by the SHA-256 of its DER form; its name and dates do not matter.
        case pinned([UInt8])
    }

    package var trust = Trust.system
    /// `http://`, `socks5h://` …; "" is no proxy; nil follows `ALL_PROXY` and its kin.
    package var proxy: String?
    package var unixSocket: String?
    package var connectTimeout = Duration.seconds(10)
    /// From the start of a request to the last byte of its response.
    package var requestTimeout = Duration.seconds(30)
    /// The largest response body.
    package var responseLimit = 8 << 20
    /// Requests under way or waiting for a connection; more are refused.
    package var pendingLimit = 1024
    /// Parallel connections for requests. Sockets of the gateway are not counted.
    package var hostConnections = 6

    package init() {}
}

/// What went wrong between a program and its server.
///
/// `code` is stable and made for `switch`; `message` is made for people.
public struct ChatError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure. More may come: always have a `default`.
    public enum Code: Sendable, Hashable {
        /// The server could not be reached, or the link broke before it answered.
        case unreachable
        /// The server did not answer in time.
        case timedOut
        /// The certificate is signed by nobody this machine trusts.
        /// `ChatError.fingerprint` holds its SHA-256, to be shown and pinned.
        case certificateUntrusted
        /// The certificate is not the pinned one: a renewal, or somebody in between.
        case certificateChanged
        /// There are no credentials, or the server no longer takes them.
        case unauthorized
        /// The account may not do this (HTTP 403).
        case forbidden
        /// There is no such thing, or it is hidden from this account (HTTP 404).
        case notFound
        /// Waiting out the rate limit would take longer than allowed; see `retryAfter`.
        case rateLimited
        /// The server refused the request as it stands (other HTTP 4xx).
        case invalid
        /// The server failed (HTTP 5xx).
        case server(status: Int)
        /// The server broke the protocol.
        case protocolViolation
        /// A local bound was reached: too much is waiting already.
        case overloaded
        /// The task was cancelled.
        case cancelled
        /// The client was closed.
        case closed
        /// A configuration value is missing or wrong; the message names it.
        case configuration
        /// A local file could not be read or written.
        case file
    }

    /// What kind of failure.
    public let code: Code
    /// One sentence for a person.
    public let message: String
    /// What the server said, when it refused: its own code, the fields at fault.
    public var body: ErrorBody?
    /// With `.rateLimited`: how long until the request would be taken.
    public var retryAfter: Duration?
    /// With the certificate codes: SHA-256 of the certificate that was shown, lower-case hex.
    public var fingerprint: String?
    /// The failure underneath, when there is one.
    public let cause: (any Error)?

    /// An error with a stable code and a sentence for people.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// `message`, with the server's request id where there is one.
    public var description: String {
        body?.requestID.map { "\(message) (request \($0))" } ?? message
    }

    /// Whether the same attempt may succeed later without anything being changed.
    public var isTransient: Bool {
        switch code {
        case .unreachable, .timedOut, .rateLimited, .overloaded: true
        case .server(let status): status != 501
        default: false
        }
    }

    package static let cancelled = ChatError(.cancelled, "The task was cancelled.")
    package static let closed = ChatError(.closed, "The client was closed.")
}

import ChatBase

/// Where a credential is kept between requests and between processes.
public protocol CredentialStore: Sendable {
    /// What is stored now, by whichever process; nil when signed out.
    func load() throws(ChatError) -> Credential?

    /// Replaces it as a whole: a reader sees the old or the new, whatever happens meanwhile.
    func save(_ credential: Credential) throws(ChatError)

    /// Tries, without waiting, to become the one that refreshes; nil while another one is.
    func beginRefresh() throws(ChatError) -> CredentialLease?
}

/// The right to refresh, until it is released.
public struct CredentialLease: Sendable {
    private let end: @Sendable () -> Void

    /// - Parameter end: gives the right back.
    public init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    /// Gives the right back. To be called once.
    public func release() { end() }
}

/// A store for one process.
public final class MemoryCredentials: CredentialStore {
    private let state: Lock<(credential: Credential?, isLeased: Bool)>

    /// A store that holds `credential` at first.
    public init(_ credential: Credential?) { state = Lock((credential, false)) }

    /// What was saved last.
    public func load() -> Credential? { state.withLock { $0.credential } }

    /// Replaces the credential.
    public func save(_ credential: Credential) { state.withLock { $0.credential = credential } }

    /// The lease, unless it is out.
    public func beginRefresh() -> CredentialLease? {
        let isFree = state.withLock { state in
            defer { state.isLeased = true }
            return !state.isLeased
        }
        guard isFree else { return nil }
        return CredentialLease { [self] in state.withLock { $0.isLeased = false } }
    }
}

import ChatBase

/// The token that requests carry. One refresh at a time, whoever asks; all who wait share
/// its result.
actor TokenSource {
    typealias Refresh = @Sendable (String) async throws(ChatError) -> Credential

    private let identity: ClientConfiguration.Identity
    private var known: Credential?
    private var refreshing: Task<Result<Credential, ChatError>, Never>?
    /// How long other processes may keep the lease before it is an error.
    private let patience = Duration.seconds(60)

    init(_ identity: ClientConfiguration.Identity) { self.identity = identity }

    /// Whether there can be another token than the one that was refused.
    nonisolated var isRenewable: Bool { if case .device = identity { true } else { false } }

    /// The Authorization header for a token.
    nonisolated func authorization(_ token: String) -> String {
        if case .bot = identity { "Bot \(token)" } else { "Bearer \(token)" }
    }

    /// The current token; reads the store the first time.
    func token() throws(ChatError) -> String {
        switch identity {
        case .anonymous: throw Self.signedOut
        case .bot(let token), .accessToken(let token): return token
        case .device(let store):
            if let known { return known.accessToken }
            guard let stored = try store.load() else { throw Self.signedOut }
            known = stored
            return stored.accessToken
        }
    }

    /// Another token than `rejected`: another task's, another process's, or a fresh one.
    func renew(rejected: String, by refresh: @escaping Refresh) async throws(ChatError) -> String {
        guard case .device(let store) = identity else {
            throw ChatError(.unauthorized, "The server does not take this token.")
        }
        if let known, known.accessToken != rejected { return known.accessToken }
        // A task of its own: who asked first may be cancelled, the others still want it.
        let task =
            refreshing
            ?? Task {
                do throws(ChatError) {
                    let credential = try await self.renewed(rejected, in: store, by: refresh)
                    self.finish(credential)
                    return .success(credential)
                } catch {
                    self.finish(nil)
                    return .failure(error)
                }
            }
        refreshing = task
        return try await task.value.get().accessToken
    }

    private func finish(_ credential: Credential?) {
        refreshing = nil
        if let credential { known = credential }
    }

    private func renewed(
        _ rejected: String, in store: any CredentialStore, by refresh: Refresh
    ) async throws(ChatError) -> Credential {
        let lease = try await lease(of: store)
        defer { lease.release() }
        // Only now: whoever had the lease before has written since.
        guard let stored = try store.load() else { throw Self.signedOut }
        if stored.accessToken != rejected { return stored }
        let fresh = try await refresh(stored.refreshToken)
        // Not used unless it is stored: the server takes the old one until then.
        try store.save(fresh)
        return fresh
    }

    private func lease(of store: any CredentialStore) async throws(ChatError) -> CredentialLease {
        let time = SystemTime()
        let giveUp = time.now + patience
        var random = SystemRandom()
        while true {
            if let lease = try store.beginRefresh() { return lease }
            guard time.now < giveUp else {
                throw ChatError(.timedOut, "Another process keeps the credentials locked.")
            }
            let pause = Duration.milliseconds(Int64(10 + random.next() % 40))
            try await NetworkThread.shared.delay(pause)
        }
    }

    private static let signedOut = ChatError(.unauthorized, "Not signed in.")
}

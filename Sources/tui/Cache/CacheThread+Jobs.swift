import ChatCore
import ChatSQLite

/// What the session has the cache do. What the model is to know is delivered on the
/// cache's thread, so that it comes in the order in which the cache changed.
extension CacheThread {
    typealias Delivery = @Sendable (AppEvent) -> Void

    func apply(_ event: ChatEvent, _ deliver: @escaping Delivery) async throws(CacheError) {
        try await perform { store throws(SQLiteError) in
            if let result = try store.apply(event) { deliver(result) }
        }
    }

    /// Delivers the page, or returns which generation of the copy lacks it.
    func page(
        of channel: ChannelID, before: MessageID?, limit: Int, _ deliver: @escaping Delivery
    ) async throws(CacheError) -> Int? {
        try await perform { store throws(SQLiteError) in
            guard let page = try store.page(of: channel, before: before, limit: limit) else {
                return store.generation
            }
            deliver(.page(page))
            return nil
        }
    }

    /// Keeps and delivers a page of the server's.
    /// - Parameter generation: what the copy was when the page was asked for.
    /// - Returns: false when changes were missed since: the page is to be asked for anew.
    func store(
        _ page: [Message], of channel: ChannelID, before: MessageID?, limit: Int,
        generation: Int, _ deliver: @escaping Delivery
    ) async throws(CacheError) -> Bool {
        try await perform { store throws(SQLiteError) in
            guard store.generation == generation else { return false }
            deliver(
                .page(try store.store(page, of: channel, before: before, limit: limit)))
            return true
        }
    }

    func keep(_ pending: PendingMessage) {
        post { store throws(SQLiteError) in try store.keep(pending) }
    }

    func forget(nonce: String) {
        post { store throws(SQLiteError) in try store.forget(nonce: nonce) }
    }

    func fail(nonce: String, _ reason: String) {
        post { store throws(SQLiteError) in try store.fail(nonce: nonce, reason) }
    }

    func saveDraft(_ channel: ChannelID, _ text: String) {
        post { store throws(SQLiteError) in try store.saveDraft(channel, text) }
    }

    func savePreference(_ key: String, _ value: String) {
        post { store throws(SQLiteError) in try store.savePreference(key, value) }
    }
}

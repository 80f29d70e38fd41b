import ChatCore
import ChatSQLite

/// What the session has the cache do.
extension CacheThread {
    func apply(_ event: ChatEvent) async throws(CacheError) -> AppEvent? {
        try await perform { store throws(SQLiteError) in try store.apply(event) }
    }

    func page(
        of channel: ChannelID, before: MessageID?, limit: Int
    ) async throws(CacheError) -> HistoryPage? {
        try await perform { store throws(SQLiteError) in
            try store.page(of: channel, before: before, limit: limit)
        }
    }

    func store(
        _ page: [Message], of channel: ChannelID, before: MessageID?, limit: Int
    ) async throws(CacheError) -> HistoryPage {
        try await perform { store throws(SQLiteError) in
            try store.store(page, of: channel, before: before, limit: limit)
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

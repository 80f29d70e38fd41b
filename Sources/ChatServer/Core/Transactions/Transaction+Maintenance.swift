import ChatBase
import ChatCore

extension Transaction {
    /// Removes what is old: rows of the log, spent keys, expired tokens, dead invites.
    /// At most `limit` rows of the log, so that no commit takes long; returns whether
    /// there is more to do.
    package mutating func sweep(limit: Int = 5000) throws(APIError) -> Bool {
        let trimmed = try store.trimLog(
            before: now + (.zero - settings.logRetention), limit: limit)
        try store.deleteSessions(
            before: try store.trimmedPosition(),
            notUsedSince: now + (.zero - settings.sessionLifetime))
        try store.prune(
            keysBefore: now + (.zero - settings.idempotencyRetention),
            refreshBefore: now + (.zero - settings.refreshTokenLifetime))
        for (hash, access) in accounts.access {
            guard let expires = access.expires, expires <= now else { continue }
            try store.deleteAccess(hash)
            accounts.access[hash] = nil
        }
        for device in accounts.devices.values
        where !device.isBot && device.rotated + settings.refreshTokenLifetime <= now {
            try revokeDevice(device.id, of: device.user)
        }
        for invite in try store.invites() where !invite.isUsable(now: now) {
            try remove(invite, actor: nil)
        }
        return trimmed == limit
    }
}

import ChatBase
import ChatCore

/// The credentials of a server, in memory: a loop authenticates a request without a
/// lock and without SQL. A value, published with every batch that changes it.
package struct Accounts: Sendable {
    package struct Access: Sendable, Hashable {
        package let principal: Principal
        /// Nil for a bot's token.
        package let expires: WallTime?
    }

    package internal(set) var access: [TokenHash: Access] = [:]
    package internal(set) var devices: [DeviceID: DeviceRecord] = [:]
    /// Which device a refresh token, next or former, belongs to.
    package internal(set) var refresh: [TokenHash: DeviceID] = [:]
    /// Argon2id in PHC form; bots have none.
    package internal(set) var passwords: [UserID: String] = [:]
    /// Lower-case user names.
    package internal(set) var usernames: [String: UserID] = [:]

    package init() {}

    /// Who holds this access or bot token; nil when nobody does or it has expired.
    package func principal(token hash: [UInt8], now: WallTime) -> Principal? {
        guard let hash = TokenHash(hash), let access = access[hash] else { return nil }
        if let expires = access.expires, expires <= now { return nil }
        return access.principal
    }

    /// When the token ends; nil when it does not exist or never ends.
    package func expiry(token hash: [UInt8]) -> WallTime? {
        TokenHash(hash).flatMap { access[$0]?.expires }
    }

    package func user(named name: String) -> UserID? { usernames[name.lowercased()] }

    package func passwordHash(of user: UserID) -> String? { passwords[user] }

    /// Sign-ins of a user, the latest first.
    package func devices(of user: UserID) -> [DeviceRecord] {
        devices.values.filter { $0.user == user }.sorted { $0.id > $1.id }
    }

    package func isSignedIn(_ principal: Principal) -> Bool {
        devices[principal.device]?.user == principal.user
    }
}

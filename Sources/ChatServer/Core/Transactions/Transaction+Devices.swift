import ChatBase
import ChatCore

extension Transaction {
    /// What a rotation of refresh tokens came to.
    package enum Refresh: Sendable, Hashable {
        case rotated(Principal)
        /// The token was used long ago: somebody holds a copy. The device is signed out,
        /// and that stays done, so it is an answer and not an error.
        case reused
        /// Unknown or expired.
        case refused
    }

    /// Signs a user in.
    ///
    /// - Parameters:
    ///   - access: SHA-256 of the access token.
    ///   - refresh: SHA-256 of the refresh token.
    package mutating func createDevice(
        of user: UserID, name: String, access: [UInt8], refresh: [UInt8]
    ) throws(APIError) -> Principal {
        guard let account = community.users[user], !account.isBot else { throw .unknownUser }
        // The oldest makes room: sign-ins without end would fill the memory.
        let devices = accounts.devices(of: user)
        if devices.count >= settings.maximumDevices,
            let oldest = devices.min(by: { $0.lastUsed < $1.lastUsed })
        {
            try revokeDevice(oldest.id, of: user)
        }
        let record = DeviceRecord(
            id: DeviceID(Int64(try newID())), user: user, isBot: false,
            name: Self.deviceName(name), created: now, lastUsed: now,
            refresh: [Self.hash(refresh)], formerRefresh: [], rotated: now)
        try save(record)
        try grant(access, to: record)
        return record.principal
    }

    /// Gives a bot a token, and takes its former ones away.
    package mutating func setBotToken(
        _ hash: [UInt8], of bot: UserID
    ) throws(APIError) -> Principal {
        guard let account = community.users[bot], account.isBot else { throw .unknownUser }
        for former in accounts.devices(of: bot) { try revokeDevice(former.id, of: bot) }
        let record = DeviceRecord(
            id: DeviceID(Int64(try newID())), user: bot, isBot: true, name: account.username,
            created: now, lastUsed: now, refresh: [], formerRefresh: [], rotated: now)
        try save(record)
        try grant(hash, to: record)
        return record.principal
    }

    /// Exchanges a refresh token. A former one is accepted while no next one was used, for
    /// a minute at most: its answer may have been lost. Anything older revokes the device.
    package mutating func refresh(
        _ presented: [UInt8], access: [UInt8], next: [UInt8]
    ) throws(APIError) -> Refresh {
        guard let presented = TokenHash(presented) else { return .refused }
        guard var device = accounts.refresh[presented].flatMap({ accounts.devices[$0] }) else {
            guard let spent = try store.deviceOfSpentRefresh(presented),
                let device = accounts.devices[spent]
            else { return .refused }
            try revokeDevice(spent, of: device.user)
            return .reused
        }
        guard now < device.rotated + settings.refreshTokenLifetime else { return .refused }
        if device.refresh.contains(presented) {
            for spent in device.formerRefresh {
                try store.saveSpentRefresh(spent, device: device.id, time: now)
            }
            device.formerRefresh = device.refresh
            device.refresh = [Self.hash(next)]
            device.rotated = now
        } else if now < device.rotated + settings.refreshGrace, device.refresh.count < 16 {
            device.refresh.append(Self.hash(next))
        } else {
            try revokeDevice(device.id, of: device.user)
            return .reused
        }
        device.lastUsed = now
        try save(device)
        try dropExpiredAccess(of: device.id)
        try grant(access, to: device)
        return .rotated(device.principal)
    }

    package mutating func renameDevice(
        _ id: DeviceID, of user: UserID, to name: String
    ) throws(APIError) -> DeviceRecord {
        guard var device = accounts.devices[id], device.user == user else { throw .unknownDevice }
        guard Validation.deviceNameLength.contains(name.count) else {
            throw .invalid(
                "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 64 in length.")
        }
        device.name = name
        try save(device)
        return device
    }

    /// Signs a device out, at once and everywhere.
    package mutating func revokeDevice(_ id: DeviceID, of user: UserID) throws(APIError) {
        guard let device = accounts.devices[id], device.user == user else { throw .unknownDevice }
        try store.deleteDevice(id)
        for hash in device.refreshable { accounts.refresh[hash] = nil }
        accounts.devices[id] = nil
        accounts.access = accounts.access.filter { $0.value.principal.device != id }
        try log(
            .sessionRevoked, in: .user(user), reference: UInt64(bitPattern: id.rawValue),
            actor: user
        ) { _ in .sessionRevoked(id) }
    }

    // MARK: Parts

    private mutating func save(_ device: DeviceRecord) throws(APIError) {
        try store.save(device)
        for former in accounts.devices[device.id]?.refreshable ?? [] {
            accounts.refresh[former] = nil
        }
        accounts.devices[device.id] = device
        for hash in device.refreshable { accounts.refresh[hash] = device.id }
    }

    private mutating func grant(_ access: [UInt8], to device: DeviceRecord) throws(APIError) {
        let hash = Self.hash(access)
        let expires = device.isBot ? nil : now + settings.accessTokenLifetime
        try store.saveAccess(hash, device: device.id, expires: expires)
        accounts.access[hash] = Accounts.Access(principal: device.principal, expires: expires)
    }

    private mutating func dropExpiredAccess(of device: DeviceID) throws(APIError) {
        for (hash, access) in accounts.access where access.principal.device == device {
            guard let expires = access.expires, expires <= now else { continue }
            try store.deleteAccess(hash)
            accounts.access[hash] = nil
        }
    }

    private static func hash(_ bytes: [UInt8]) -> TokenHash {
        guard let hash = TokenHash(bytes) else {
            preconditionFailure("tokens are hashed by SHA-256")
        }
        return hash
    }

    private static func deviceName(_ name: String) -> String {
        let shown = String(name.prefix(Validation.deviceNameLength.upperBound))
        return shown.isEmpty ? "unnamed" : shown
    }
}

import ChatBase
import ChatCore
import ChatSQLite

extension SQLiteStore {
    package func savePassword(_ hash: String, of user: UserID) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT OR REPLACE INTO passwords VALUES(?1, ?2)", .id(user.rawValue),
                .text(hash))
        }
    }

    package func save(_ device: DeviceRecord) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                """
                INSERT INTO devices VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT(id) DO UPDATE SET name = excluded.name,
                last_used = excluded.last_used, rotated = excluded.rotated
                """, .integer(device.id.rawValue), .id(device.user.rawValue),
                .bool(device.isBot), .text(device.name), .integer(device.created.milliseconds),
                .integer(device.lastUsed.milliseconds), .integer(device.rotated.milliseconds))
            try connection.run(
                "DELETE FROM refresh_tokens WHERE device = ?1 AND state < 2",
                .integer(device.id.rawValue))
            for (hashes, state) in [(device.refresh, 0), (device.formerRefresh, 1)] {
                for hash in hashes {
                    try saveRefresh(hash, device.id, state: state, time: device.rotated)
                }
            }
        }
    }

    package func saveSpentRefresh(
        _ hash: TokenHash, device: DeviceID, time: WallTime
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try saveRefresh(hash, device, state: 2, time: time)
        }
    }

    package func deleteDevice(_ id: DeviceID) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run("DELETE FROM devices WHERE id = ?1", .integer(id.rawValue))
            try connection.run("DELETE FROM spent_keys WHERE device = ?1", .integer(id.rawValue))
        }
    }

    package func saveAccess(
        _ hash: TokenHash, device: DeviceID, expires: WallTime?
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO access_tokens VALUES(?1, ?2, ?3)", .blob(hash.bytes),
                .integer(device.rawValue), .optional(expires?.milliseconds))
        }
    }

    package func deleteAccess(_ hash: TokenHash) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run("DELETE FROM access_tokens WHERE hash = ?1", .blob(hash.bytes))
        }
    }

    package func deviceOfSpentRefresh(_ hash: TokenHash) throws(APIError) -> DeviceID? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT device FROM refresh_tokens WHERE hash = ?1", .blob(hash.bytes)
            ) { DeviceID($0.int64(0)) }
        }
    }

    // MARK: Invites

    package func save(_ invite: InviteRecord) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT OR REPLACE INTO invites VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                .text(invite.code), .id(invite.channel.rawValue), .id(invite.inviter?.rawValue),
                .integer(invite.uses), .integer(invite.maxUses), .integer(invite.maxAge),
                .integer(invite.created.milliseconds))
        }
    }

    package func deleteInvite(_ code: String) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run("DELETE FROM invites WHERE code = ?1", .text(code))
        }
    }

    package func invite(_ code: String) throws(APIError) -> InviteRecord? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT * FROM invites WHERE code = ?1", .text(code), read: Self.invite)
        }
    }

    package func invites() throws(APIError) -> [InviteRecord] {
        try run { () throws(SQLiteError) in
            try connection.rows("SELECT * FROM invites ORDER BY created, code", read: Self.invite)
        }
    }

    // MARK: Idempotency

    package func spentKey(
        _ key: String, route: String, device: DeviceID
    ) throws(APIError) -> UInt64? {
        try run { () throws(SQLiteError) in
            try connection.first(
                "SELECT object FROM spent_keys WHERE device = ?1 AND route = ?2 AND key = ?3",
                .integer(device.rawValue), .text(route), .text(key)
            ) { $0.id(0) }
        }
    }

    package func spendKey(
        _ key: String, route: String, device: DeviceID, object: UInt64, time: WallTime
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO spent_keys VALUES(?1, ?2, ?3, ?4, ?5)", .integer(device.rawValue),
                .text(route), .text(key), .id(object), .integer(time.milliseconds))
        }
    }

    package func prune(
        keysBefore: WallTime, refreshBefore: WallTime
    ) throws(APIError) {
        try run { () throws(SQLiteError) in
            try connection.run(
                "DELETE FROM spent_keys WHERE time < ?1", .integer(keysBefore.milliseconds))
            try connection.run(
                "DELETE FROM refresh_tokens WHERE state = 2 AND time < ?1",
                .integer(refreshBefore.milliseconds))
        }
    }

    // MARK: Loading

    /// The credentials as the tables have them.
    package func loadAccounts(of community: Community) throws(APIError) -> Accounts {
        var accounts = Accounts()
        for user in community.users.values { accounts.usernames[user.username] = user.id }
        return try run { () throws(SQLiteError) in
            for (user, hash) in try connection.rows(
                "SELECT user, hash FROM passwords", read: { (UserID($0.id(0)), $0.text(1)) })
            {
                accounts.passwords[user] = hash
            }
            for device in try connection.rows("SELECT * FROM devices", read: Self.device) {
                accounts.devices[device.id] = device
            }
            try loadTokens(into: &accounts)
            return accounts
        }
    }

    private func loadTokens(into accounts: inout Accounts) throws(SQLiteError) {
        let refresh = try connection.rows(
            "SELECT hash, device, state FROM refresh_tokens WHERE state < 2"
        ) { (TokenHash($0.blob(0)), DeviceID($0.int64(1)), $0.int(2)) }
        for case (let hash?, let device, let state) in refresh {
            accounts.refresh[hash] = device
            if state == 0 {
                accounts.devices[device]?.refresh.append(hash)
            } else {
                accounts.devices[device]?.formerRefresh.append(hash)
            }
        }
        let access = try connection.rows("SELECT hash, device, expires FROM access_tokens") {
            (TokenHash($0.blob(0)), DeviceID($0.int64(1)), $0.optionalInt64(2))
        }
        for case (let hash?, let device, let expires) in access {
            guard let principal = accounts.devices[device]?.principal else { continue }
            accounts.access[hash] = Accounts.Access(
                principal: principal, expires: expires.map { WallTime(milliseconds: $0) })
        }
    }

    // MARK: Parts

    private func saveRefresh(
        _ hash: TokenHash, _ device: DeviceID, state: Int, time: WallTime
    ) throws(SQLiteError) {
        try connection.run(
            "INSERT OR REPLACE INTO refresh_tokens VALUES(?1, ?2, ?3, ?4)", .blob(hash.bytes),
            .integer(device.rawValue), .integer(state), .integer(time.milliseconds))
    }

    private static func device(_ row: Statement) -> DeviceRecord {
        DeviceRecord(
            id: DeviceID(row.int64(0)), user: UserID(row.id(1)), isBot: row.bool(2),
            name: row.text(3), created: WallTime(milliseconds: row.int64(4)),
            lastUsed: WallTime(milliseconds: row.int64(5)), refresh: [], formerRefresh: [],
            rotated: WallTime(milliseconds: row.int64(6)))
    }

    private static func invite(_ row: Statement) -> InviteRecord {
        InviteRecord(
            code: row.text(0), channel: ChannelID(row.id(1)),
            inviter: row.optionalID(2).map { UserID($0) }, uses: row.int(3), maxUses: row.int(4),
            maxAge: row.int(5), created: WallTime(milliseconds: row.int64(6)))
    }
}

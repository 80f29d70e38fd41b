import ChatBase
import ChatCore

/// What a transaction changes in the tables. All of it happens between `begin` and
/// `commit`; the caller brackets each command with a savepoint.
package protocol StoreWriter: StoreReader, SessionWriter {
    // MARK: Transactions
    func begin() throws(APIError)
    func commit() throws(APIError)
    func rollback()
    func savepoint() throws(APIError)
    func releaseSavepoint() throws(APIError)
    func undoSavepoint() throws(APIError)

    // MARK: The log
    /// Appends the row and keeps its scope's last `n`.
    func append(_ row: LogRow) throws(APIError)
    /// Removes the oldest rows before `time`, at most `limit`; returns how many.
    func trimLog(before time: WallTime, limit: Int) throws(APIError) -> Int

    // MARK: The community
    func save(_ guild: Guild) throws(APIError)
    func save(_ role: Role) throws(APIError)
    func save(_ user: User, joined: WallTime) throws(APIError)
    func save(_ channel: Channel, order: Int64) throws(APIError)
    /// With its messages and markers.
    func deleteChannel(_ id: ChannelID) throws(APIError)

    // MARK: Accounts
    func savePassword(_ hash: String, of user: UserID) throws(APIError)
    func save(_ device: DeviceRecord) throws(APIError)
    func deleteDevice(_ id: DeviceID) throws(APIError)
    func saveAccess(_ hash: TokenHash, device: DeviceID, expires: WallTime?) throws(APIError)
    func deleteAccess(_ hash: TokenHash) throws(APIError)
    func saveSpentRefresh(
        _ hash: TokenHash, device: DeviceID, time: WallTime
    ) throws(APIError)
    func save(_ invite: InviteRecord) throws(APIError)
    func deleteInvite(_ code: String) throws(APIError)

    // MARK: Messages
    /// False when the id is taken: nothing was written.
    func insert(_ message: MessageRecord) throws(APIError) -> Bool
    /// Writes the new text, and keeps the former one with its version.
    func replace(_ former: MessageRecord, by message: MessageRecord) throws(APIError)
    /// With its former versions; the text is overwritten in the file.
    func deleteMessage(_ id: MessageID, in channel: ChannelID) throws(APIError)
    func saveMarker(
        _ message: MessageID, of user: UserID, in channel: ChannelID
    ) throws(APIError)

    // MARK: Idempotency
    func spendKey(
        _ key: String, route: String, device: DeviceID, object: UInt64, time: WallTime
    ) throws(APIError)
    /// Removes keys and spent refresh tokens older than these times.
    func prune(keysBefore: WallTime, refreshBefore: WallTime) throws(APIError)
}

import ChatBase
import ChatCore

/// What can be read from the tables. An instance belongs to one thread.
///
/// Methods throw only storage failures, already in the form a requester is told.
package protocol StoreReader: SessionReader {
    // MARK: Messages
    func message(_ id: MessageID, in channel: ChannelID) throws(APIError) -> MessageRecord?
    /// Newest first, and whether there is more beyond the page.
    func messages(
        in channel: ChannelID, _ position: HistoryPosition, limit: Int
    ) throws(APIError) -> (records: [MessageRecord], hasMore: Bool)
    func lastMessage(in channel: ChannelID) throws(APIError) -> MessageID?
    /// The highest id ever given in the channel, as far as is known.
    func lastIssuedMessage(in channel: ChannelID) throws(APIError) -> MessageID?

    // MARK: Read markers
    func marker(of user: UserID, in channel: ChannelID) throws(APIError) -> MessageID?
    func markers(of user: UserID) throws(APIError) -> [ChannelID: MessageID]
    /// Live messages of others after the marker, and those that mention the user; each
    /// counted up to `cap`.
    func unread(
        of user: UserID, in channel: ChannelID, after marker: MessageID, cap: Int
    ) throws(APIError) -> (unread: Int, mentions: Int)

    // MARK: The log
    /// The last `n` of a scope; 0 before its first event.
    func lastN(of scope: Scope) throws(APIError) -> Int64
    /// The first `n` of a scope that is still in the log; `lastN + 1` when none is.
    func firstN(of scope: Scope) throws(APIError) -> Int64
    /// The position of the log's last row; 0 when it is empty and always was.
    func lastPosition() throws(APIError) -> Int64
    /// Rows up to this position were trimmed.
    func trimmedPosition() throws(APIError) -> Int64
    /// Rows of one scope in `after+1...through`, in order.
    func rows(
        of scope: Scope, after: Int64, through: Int64, limit: Int
    ) throws(APIError) -> [LogRow]
    /// Rows of one scope above an `n`, in order.
    func rows(of scope: Scope, afterN: Int64, limit: Int) throws(APIError) -> [LogRow]
    /// How many rows of a scope and of these types lie in `after+1...through`.
    func countRows(
        of scope: Scope, after: Int64, through: Int64, types: Set<LogType>
    ) throws(APIError) -> Int

    // MARK: Invites
    func invite(_ code: String) throws(APIError) -> InviteRecord?
    func invites() throws(APIError) -> [InviteRecord]

    // MARK: Idempotency
    func spentKey(
        _ key: String, route: String, device: DeviceID
    ) throws(APIError) -> UInt64?
    /// The device whose refresh token this once was.
    func deviceOfSpentRefresh(_ hash: TokenHash) throws(APIError) -> DeviceID?
}

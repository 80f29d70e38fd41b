import ChatBase
import ChatCore

/// What sessions read from the tables.
package protocol SessionReader: AnyObject {
    /// The view of that name as this user sees it; nil when it was never interned.
    func view(_ id: ViewID, of user: UserID) throws(APIError) -> View?
    func viewID(of view: View) throws(APIError) -> ViewID?
    /// Whose session it is; nil when there is none of that name, or it was last used before.
    func owner(of session: SessionID, usedSince time: WallTime) throws(APIError) -> UserID?
    func segments(of session: SessionID) throws(APIError) -> SegmentList
    /// The last segment of every session.
    func openSegments() throws(APIError) -> [OpenSegment]
    /// The log's rows of all scopes in `after+1...through`, in order.
    func rows(after: Int64, through: Int64, limit: Int) throws(APIError) -> [LogRow]
}

/// What sessions change in the tables.
package protocol SessionWriter: SessionReader {
    func intern(_ view: View) throws(APIError) -> ViewID
    func createSession(_ id: SessionID, user: UserID, time: WallTime) throws(APIError)
    /// Its lifetime counts from now.
    func useSession(_ id: SessionID, time: WallTime) throws(APIError)
    func append(_ segment: Segment, to session: SessionID) throws(APIError)
    /// The session goes on from `s`: removes the segments that begin beyond it.
    func forkSession(_ id: SessionID, at s: Int64) throws(APIError)
    /// Removes the segments before the one that holds `s`.
    func pruneSession(_ id: SessionID, acknowledged s: Int64) throws(APIError)
    /// Removes sessions that could not be resumed, because the log before `position` is gone.
    func deleteSessions(before position: Int64, notUsedSince time: WallTime) throws(APIError)
}

/// The segment that still grows, and whose it is.
package struct OpenSegment: Sendable, Hashable {
    package let session: SessionID
    package let user: UserID
    package let segment: Segment
}

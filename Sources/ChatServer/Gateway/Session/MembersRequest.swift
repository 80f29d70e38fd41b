import ChatBase
import ChatCore

/// Op 8: which members to send.
package struct MembersRequest: Sendable, Hashable {
    package enum Selection: Sendable, Hashable {
        /// Names that begin so; all for the empty text.
        case query(String)
        case users([UserID])
    }

    package let selection: Selection
    /// 0 means no limit.
    package let limit: Int
    package let withPresences: Bool
    /// Echoed, so that the client knows its answer; up to 64 bytes.
    package let nonce: String?

    init(_ data: JSON) throws(SessionRefusal) {
        if let ids = data["user_ids"], !ids.isNull {
            let list = ids.array ?? [ids]
            let users = list.compactMap { $0.uint64.map { UserID($0) } }
            guard users.count == list.count, users.count <= 100 else {
                throw .malformed("d.user_ids", "a list of at most 100 ids")
            }
            selection = .users(users)
        } else {
            selection = .query(data["query"]?.string ?? "")
        }
        guard let limit = (data["limit"] ?? 0).int, (0...1_000_000).contains(limit) else {
            throw .malformed("d.limit", "an integer from 0")
        }
        self.limit = limit
        withPresences = data["presences"]?.bool ?? false
        let nonce = data["nonce"]?.string
        guard nonce?.utf8.count ?? 0 <= 64 else {
            throw .malformed("d.nonce", "a string of at most 64 bytes")
        }
        self.nonce = nonce
    }
}

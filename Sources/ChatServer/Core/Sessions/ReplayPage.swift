/// A part of a replay.
package struct ReplayPage: Sendable {
    package let events: [Event]
    /// Everything up to here that passes is in this page or was in one before.
    package let position: Int64
}

extension ReadView {
    /// The rows after a position that pass, as they are to be told now.
    ///
    /// - Parameter limit: how many rows of the log are looked at.
    /// - Returns: nil when rows that are needed are gone from the log.
    package func replay(
        _ filter: StreamFilter, after: Int64, through: Int64, limit: Int
    ) throws(APIError) -> ReplayPage? {
        guard try reaches(after) else { return nil }
        let rows = try store.rows(after: after, through: through, limit: limit)
        let passing = rows.filter { filter.passes($0.head) }
        return ReplayPage(
            events: try render(passing),
            position: rows.count < limit ? through : rows.last?.position ?? through)
    }
}

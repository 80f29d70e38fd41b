import ChatBase
import ChatCore

/// Where a session's number stands.
package enum SessionPlace: Sendable {
    case point(ResumePoint)
    case refused(String)
}

extension SessionReader {
    /// Finds the row that `s` stands for. Reads the log from the start of its segment.
    ///
    /// - Parameters:
    ///   - head: the last position there is.
    ///   - trimmed: rows up to this position are gone.
    ///   - used: a session that was last used before is no longer known.
    package func locate(
        _ session: SessionID, s: Int64, by principal: Principal, head: Int64, trimmed: Int64,
        usedSince used: WallTime
    ) throws(APIError) -> SessionPlace {
        let user = principal.user
        guard try owner(of: session, usedSince: used) == user else {
            return .refused("unknown_session")
        }
        let list = try segments(of: session)
        let index: Int
        var position: Int64
        switch list.place(of: s) {
        case .forgotten: return .refused("sequence_forgotten")
        case .at(let place, let segment):
            position = place
            index = segment
        case .row(let ordinal, let segment):
            index = segment
            let start = list.segments[index]
            guard start.position >= trimmed else { return .refused("session_expired") }
            guard let view = try view(start.view, of: user) else {
                return .refused("unknown_session")
            }
            var walker = RowWalker(
                ordinal: ordinal, filter: StreamFilter(view: view, intents: start.intents))
            let end = list.end(of: index)
            position = start.position
            try walk(&walker, from: start.position, through: end ?? head)
            if let found = walker.found {
                position = found
            } else if let end {
                // Between two segments stand frames that are no rows.
                position = max(end, start.position)
            } else {
                return .refused("beyond_head")
            }
        }
        let segment = list.segments[index]
        guard let view = try view(segment.view, of: user) else {
            return .refused("unknown_session")
        }
        return .point(
            ResumePoint(
                principal: principal, position: position, view: view,
                numbering: ResumePoint.Numbering(
                    session: session, s: s, intents: segment.intents ?? [])))
    }

    private func walk(
        _ walker: inout RowWalker, from: Int64, through: Int64
    ) throws(APIError) {
        var position = from
        while walker.found == nil && position < through {
            let rows = try rows(after: position, through: through, limit: 4096)
            guard let last = rows.last else { return }
            walker.take(rows.map(\.head))
            position = last.position
        }
    }
}

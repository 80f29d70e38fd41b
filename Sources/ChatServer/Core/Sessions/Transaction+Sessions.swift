import ChatBase
import ChatCore

extension Transaction {
    /// More rows of one scope than this are not replayed.
    package static let longestReplay = 10_000

    // MARK: Starting

    /// - Parameters:
    ///   - intents: of a v=10 session, which is stored; nil on v=1.
    ///   - frames: how many numbers READY and what belongs to it take.
    package mutating func startSession(
        of principal: Principal, intents: Intents?, frames: Int64
    ) throws(APIError) -> SessionStart {
        let id = SessionID(bytes: random.bytes(16))
        let view = community.view(of: principal.user)
        let viewID = try store.intern(view)
        try followView(of: principal.user, viewID)
        if let intents {
            try store.createSession(id, user: principal.user, time: now)
            try store.append(
                Segment(
                    firstS: frames, position: position, previousEnd: position, view: viewID,
                    intents: intents), to: id)
        }
        return SessionStart(
            session: id, position: position, community: community, view: view, viewID: viewID)
    }

    // MARK: Resuming

    /// Plans the way to the head, and on v=10 numbers it.
    package mutating func resume(_ point: ResumePoint) throws(APIError) -> ResumeOutcome {
        guard point.position <= position else { return .refused("beyond_head") }
        guard point.position >= (try store.trimmedPosition()) else {
            return .refused("cursor_expired")
        }
        guard community.members[point.principal.user] != nil else { return .refused("no_member") }
        let view = community.view(of: point.principal.user)
        let intents = point.numbering?.intents
        let new = view.channels(notIn: point.view)
        // A session's number says exactly what the client saw. By cursor it may have left at
        // any later place, too, and know what came and went since.
        let since = point.numbering?.session == nil ? try views(since: point) : []
        let unsteady = view.intersection(point.view).channels.filter { id in
            since.contains { !$0.contains(id) }
        }
        let passed = Set(since.flatMap { $0.channels(notIn: point.view) }).filter {
            !view.contains($0)
        }
        // What was made meanwhile is replayed from its first row, as a live client got it.
        var made: [ChannelID] = []
        for channel in new {
            let rows = try store.rows(
                of: .channel(channel), after: point.position, through: position, limit: 1)
            if rows.first?.n == 1 { made.append(channel) }
        }
        var kept = view.intersection(point.view)
        kept = View(
            user: kept.user, channels: kept.channels.filter { !unsteady.contains($0) } + made,
            seesModeration: kept.seesModeration)
        var tooLong: [(Scope, Int64)] = []
        var rows: Int64 = 0
        for scope in kept.scopes {
            let count = try count(
                StreamFilter(view: kept, intents: intents), of: scope, after: point.position)
            rows += count
            guard count > Self.longestReplay else { continue }
            // Only a channel's history can be paged instead.
            guard point.numbering == nil, case .channel = scope else {
                return .refused("too_long")
            }
            tooLong.append((scope, try lastN(of: scope)))
        }
        kept = View(
            user: kept.user,
            channels: kept.channels.filter { id in !tooLong.contains { $0.0 == .channel(id) } },
            seesModeration: kept.seesModeration)
        let tellsChannels = LogType.channelCreate.passes(intents)
        let lost =
            tellsChannels ? point.view.channels(notIn: view) + passed.sorted() + unsteady : []
        let gained = tellsChannels ? new.filter { !made.contains($0) } + unsteady : []
        let viewID = try store.intern(view)
        try followView(of: point.principal.user, viewID)
        let plan = ResumePlan(
            session: point.numbering?.session ?? SessionID(bytes: random.bytes(16)),
            lost: lost, gained: gained, tooLong: tooLong,
            replay: StreamFilter(view: kept, intents: intents),
            from: point.position, through: position, community: community, view: view,
            viewID: viewID)
        if let numbering = point.numbering {
            try number(plan, numbering, of: point.principal, rows: rows)
        }
        return .plan(plan)
    }

    /// Writes the segments of a replay before it starts: one where the client is, one at
    /// the head behind RESUMED.
    private mutating func number(
        _ plan: ResumePlan, _ numbering: ResumePoint.Numbering,
        of principal: Principal, rows: Int64
    ) throws(APIError) {
        if numbering.session == nil {
            try store.createSession(plan.session, user: principal.user, time: now)
        } else {
            try store.forkSession(plan.session, at: numbering.s)
            try store.useSession(plan.session, time: now)
        }
        let first = numbering.s + Int64(plan.lost.count + plan.gained.count)
        try store.append(
            Segment(
                firstS: first, position: plan.from, previousEnd: plan.from,
                view: try store.intern(plan.replay.view), intents: numbering.intents),
            to: plan.session)
        try store.append(
            Segment(
                firstS: first + rows + 1, position: plan.through, previousEnd: plan.through,
                view: plan.viewID, intents: numbering.intents),
            to: plan.session)
    }

    // MARK: The history of views

    /// Whoever can hold a cursor has a track: what the user saw, and from which row on. It
    /// is kept like a session's segments, with positions for numbers.
    private func followView(of user: UserID, _ view: ViewID) throws(APIError) {
        let track = SessionID(trackOf: user)
        if try store.owner(of: track, usedSince: WallTime(milliseconds: 0)) == nil {
            try store.createSession(track, user: user, time: now)
        }
        try store.pruneSession(track, acknowledged: try store.trimmedPosition())
        guard try store.segments(of: track).last?.view != view else { return }
        try store.append(
            Segment(
                firstS: position, position: position, previousEnd: position, view: view,
                intents: nil),
            to: track)
    }

    /// What the user saw after that point, one by one.
    private func views(since point: ResumePoint) throws(APIError) -> [View] {
        let user = point.principal.user
        var views: [View] = []
        for segment in try store.segments(of: SessionID(trackOf: user)).segments
        where segment.position > point.position {
            if let view = try store.view(segment.view, of: user) { views.append(view) }
        }
        return views
    }

    // MARK: Changes of views

    /// Called in the transaction of a command whose first permission row is `row`: every
    /// stored session whose view changes gets a segment that begins there.
    mutating func recordViewChanges(at row: RowHead) throws(APIError) {
        var views: [UserID: View] = [:]
        for open in try store.openSegments() {
            guard let old = try store.view(open.segment.view, of: open.user) else { continue }
            let new = views[open.user] ?? community.view(of: open.user)
            views[open.user] = new
            guard new != old else { continue }
            if open.session.isTrack {
                try followView(at: row, of: open.session, try store.intern(new))
                continue
            }
            let intents = open.segment.intents
            let filter = StreamFilter(view: old, intents: intents)
            var rows: Int64 = 0
            for scope in old.scopes {
                rows += try count(
                    filter, of: scope, after: open.segment.position, through: row.position - 1)
            }
            let change = ViewChange(row: row, from: old, to: new, intents: intents)
            try store.append(
                Segment(
                    firstS: open.segment.firstS + rows + change.frames, position: row.position,
                    previousEnd: row.position - 1, view: try store.intern(new),
                    intents: intents),
                to: open.session)
        }
    }

    private func followView(
        at row: RowHead, of track: SessionID, _ view: ViewID
    ) throws(APIError) {
        try store.append(
            Segment(
                firstS: row.position, position: row.position, previousEnd: row.position - 1,
                view: view, intents: nil),
            to: track)
    }

    private func count(
        _ filter: StreamFilter, of scope: Scope, after: Int64, through: Int64? = nil
    ) throws(APIError) -> Int64 {
        let types = Set(LogType.allCases.filter { $0.passes(filter.intents) })
        return Int64(
            try store.countRows(
                of: scope, after: after, through: through ?? position, types: types))
    }

    // MARK: Keeping short

    /// The client has everything up to `s`.
    package func acknowledge(_ session: SessionID, s: Int64) throws(APIError) {
        try store.pruneSession(session, acknowledged: s)
    }

    /// Begins a new segment at a place that the caller knows to carry `s`, so that finding
    /// a row never walks far. Does nothing if the session's view has changed since.
    package func checkpoint(
        _ session: SessionID, s: Int64, position: Int64, view: ViewID
    ) throws(APIError) {
        try store.useSession(session, time: now)
        guard let last = try store.segments(of: session).last, last.view == view,
            last.position <= position, last.firstS <= s
        else { return }
        try store.append(
            Segment(
                firstS: s, position: position, previousEnd: position, view: view,
                intents: last.intents),
            to: session)
    }
}

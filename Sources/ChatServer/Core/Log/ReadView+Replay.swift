import ChatCore

extension ReadView {
    /// The rows of these scopes after a position, as they are to be told now: current
    /// text, or REDACTED where the object is gone. In the order of the log; neighbours of
    /// one scope that are REDACTED are one event.
    ///
    /// The caller has checked that the scopes are visible. `limit` counts rows; with more
    /// than that, the answer ends early and says so.
    package func events(
        after: Int64, through: Int64? = nil, scopes: some Sequence<Scope>, limit: Int
    ) throws(APIError) -> (events: [Event], isComplete: Bool) {
        let through = min(through ?? position, position)
        var rows: [LogRow] = []
        for scope in scopes {
            rows += try store.rows(of: scope, after: after, through: through, limit: limit + 1)
        }
        rows.sort { $0.position < $1.position }
        let isComplete = rows.count <= limit
        return (try render(Array(rows.prefix(limit))), isComplete)
    }

    /// One scope's events above an `n`.
    package func events(
        of scope: Scope, afterN: Int64, limit: Int
    ) throws(APIError) -> [Event] {
        try render(store.rows(of: scope, afterN: afterN, limit: limit))
    }

    /// How many rows of a scope lie after a position, counted up to `cap`.
    package func backlog(of scope: Scope, after: Int64, cap: Int) throws(APIError) -> Int {
        let rows = try store.countRows(
            of: scope, after: after, through: position, types: Set(LogType.allCases))
        return min(cap, rows)
    }

    /// True when every row after `position` is still in the log.
    package func reaches(_ position: Int64) throws(APIError) -> Bool {
        guard position <= self.position else { return false }
        return try store.trimmedPosition() <= position
    }

    func render(_ rows: [LogRow]) throws(APIError) -> [Event] {
        var events: [Event] = []
        for row in rows {
            if let payload = try payload(of: row) {
                events.append(Event(row: row, payload: payload))
                continue
            }
            var first = row.n
            if let last = events.last, case .redacted(let start, _) = last.payload,
                last.row.scope == row.scope, last.row.n + 1 == row.n
            {
                first = start
                events.removeLast()
            }
            events.append(Event(row: row, payload: .redacted(firstN: first, reason: "deleted")))
        }
        return events
    }

    /// Nil when what the row was about is gone.
    private func payload(of row: LogRow) throws(APIError) -> EventPayload? {
        let guild = community.guild
        switch row.type {
        case .messageCreate, .messageUpdate:
            guard let channel = row.channel else { return nil }
            return try store.message(MessageID(row.reference), in: channel).map {
                record throws(APIError) in .message(try render(record))
            }
        case .messageDelete:
            return row.channel.map { .messageDelete(MessageID(row.reference), $0, guild.id) }
        case .channelCreate, .channelUpdate:
            guard var channel = community.channels[ChannelID(row.reference)] else { return nil }
            let siblings = community.siblings(in: channel.parentID)
            channel.position = siblings.firstIndex(of: channel.id) ?? 0
            channel.lastMessageID = try store.lastMessage(in: channel.id)
            channel.lastN = try store.lastN(of: row.scope)
            return .channel(channel, siblings: siblings)
        case .channelDelete: return nil
        case .guildUpdate: return .guild(guild, roles: community.sortedRoles)
        case .roleCreate, .roleUpdate:
            return community.roles[RoleID(row.reference)].map { .role($0, guild.id) }
        case .roleDelete: return .roleDelete(RoleID(row.reference), guild.id)
        case .memberAdd, .memberUpdate:
            return community.members[UserID(row.reference)].map { .member($0, guild.id) }
        case .memberRemove:
            return community.users[UserID(row.reference)].map { .memberRemove($0, guild.id) }
        case .readStateUpdate: return try readStatePayload(row)
        case .sessionRevoked:
            return .sessionRevoked(DeviceID(Int64(bitPattern: row.reference)))
        case .inviteCreate: return try invitePayload(row)
        case .inviteDelete:
            return .inviteDelete(
                code: row.text, ChannelID(row.reference), guild.id)
        }
    }

    private func readStatePayload(_ row: LogRow) throws(APIError) -> EventPayload? {
        let channel = ChannelID(row.reference)
        guard case .user(let user) = row.scope, community.isVisible(channel, to: user)
        else { return nil }
        return .readState(try readState(of: user, in: channel))
    }

    private func invitePayload(_ row: LogRow) throws(APIError) -> EventPayload? {
        guard let record = try store.invite(row.text),
            let channel = community.channels[record.channel]
        else { return nil }
        return .invite(community.invite(record), community.guild, channel)
    }
}

extension LogRow {
    fileprivate var channel: ChannelID? {
        if case .channel(let id) = scope { id } else { nil }
    }

    fileprivate var text: String { String(decoding: body ?? [], as: UTF8.self) }
}

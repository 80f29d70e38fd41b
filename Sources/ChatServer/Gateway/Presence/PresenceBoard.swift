import ChatBase
import ChatCore

/// Who is there, as others may see it. A user who goes stays shown for the grace, so a
/// client that reconnects is never seen to leave.
package struct PresenceBoard: Sendable {
    private struct Entry {
        /// What each connection says of its user.
        var connections: [UInt64: Presence.Status] = [:]
        /// What counted last while there was a connection.
        var status = Presence.Status.online
        /// When the grace ends; nil while connected.
        var offlineAt: MonotonicTime?
        /// What others were told.
        var shown = Presence.Status.offline
    }

    private let grace: Duration
    private var entries: [UserID: Entry] = [:]
    /// Users that others may still show from before this process, until the grace is over.
    private var remembered: Set<UserID> = []
    private var forgetAt: MonotonicTime?
    /// Users whose shown status may differ from what they are.
    private var changed: Set<UserID> = []
    private var leaving: Set<UserID> = []

    package init(grace: Duration) { self.grace = grace }

    /// At the start: whoever does not come back within the grace is told to be gone, because
    /// clients that resume still show whom they saw before.
    package mutating func remember(_ users: some Sequence<UserID>, now: MonotonicTime) {
        remembered = Set(users)
        forgetAt = now + grace
    }

    package mutating func connect(_ user: UserID, connection: UInt64, status: Presence.Status) {
        entries[user, default: Entry()].connections[connection] = status
        leaving.remove(user)
        refresh(user)
    }

    package mutating func update(_ user: UserID, connection: UInt64, status: Presence.Status) {
        guard entries[user]?.connections[connection] != nil else { return }
        entries[user]?.connections[connection] = status
        refresh(user)
    }

    package mutating func disconnect(_ user: UserID, connection: UInt64, now: MonotonicTime) {
        guard entries[user]?.connections.removeValue(forKey: connection) != nil else { return }
        if entries[user]!.connections.isEmpty {
            entries[user]!.offlineAt = now + grace
            leaving.insert(user)
        } else {
            refresh(user)
        }
    }

    /// What changed for others since the last call, each user at most once.
    package mutating func changes(now: MonotonicTime) -> [Presence] {
        for user in leaving where entries[user]!.offlineAt! <= now {
            entries[user]!.status = .offline
            changed.insert(user)
            leaving.remove(user)
        }
        var result: [Presence] = []
        for user in changed.sorted() {
            let visible = visibleStatus(entries[user]!.status)
            if visible != entries[user]!.shown {
                entries[user]!.shown = visible
                result.append(Presence(userID: user, status: visible))
            }
            if entries[user]!.connections.isEmpty && visible == .offline
                && !leaving.contains(user)
            {
                entries[user] = nil
            }
        }
        changed = []
        return result + forgotten(now)
    }

    /// What a connection that asks now is told; later changes come by `changes`.
    package var shown: [Presence] {
        entries.filter { $0.value.shown != .offline }.map {
            Presence(userID: $0.key, status: $0.value.shown)
        }.sorted { $0.userID < $1.userID }
    }

    // MARK: Parts

    private mutating func forgotten(_ now: MonotonicTime) -> [Presence] {
        guard let time = forgetAt, time <= now else { return [] }
        let gone = remembered.filter { (entries[$0]?.shown ?? .offline) == .offline }
        remembered = []
        forgetAt = nil
        return gone.sorted().map { Presence(userID: $0, status: .offline) }
    }

    private mutating func refresh(_ user: UserID) {
        entries[user]!.offlineAt = nil
        entries[user]!.status = Self.strongest(entries[user]!.connections.values)
        changed.insert(user)
    }

    private func visibleStatus(_ status: Presence.Status) -> Presence.Status {
        status == .invisible ? .offline : status
    }

    /// Of several devices: not to be disturbed counts first, then the one in use.
    private static func strongest(_ all: some Sequence<Presence.Status>) -> Presence.Status {
        let order: [Presence.Status] = [.doNotDisturb, .online, .idle, .invisible]
        let present = Set(all)
        return order.first { present.contains($0) } ?? .online
    }
}

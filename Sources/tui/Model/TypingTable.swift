import ChatBase
import ChatCore

/// Who writes where, until when.
struct TypingTable: Sendable, Equatable {
    /// As Discord: a sign of life counts for ten seconds.
    static let lifetime: Duration = .seconds(10)

    private var entries: [Entry] = []

    private struct Entry: Sendable, Equatable {
        let channel: ChannelID
        let user: UserID
        var until: MonotonicTime
    }

    mutating func start(_ user: UserID, in channel: ChannelID, now: MonotonicTime) {
        stop(user, in: channel)
        if entries.count >= 256 { entries.removeFirst() }
        entries.append(Entry(channel: channel, user: user, until: now + Self.lifetime))
    }

    mutating func stop(_ user: UserID, in channel: ChannelID) {
        entries.removeAll { $0.user == user && $0.channel == channel }
    }

    mutating func expire(now: MonotonicTime) {
        entries.removeAll { $0.until <= now }
    }

    /// In the order in which they began.
    func users(in channel: ChannelID) -> [UserID] {
        entries.filter { $0.channel == channel }.map(\.user)
    }

    func deadline(in channel: ChannelID) -> MonotonicTime? {
        entries.filter { $0.channel == channel }.map(\.until).min()
    }
}

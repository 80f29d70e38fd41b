import ChatBase
import ChatCore

/// Passes one typing notice per user and channel in each interval.
package struct TypingGate: Sendable {
    private struct Key: Hashable {
        let user: UserID
        let channel: ChannelID
    }

    private let interval: Duration
    private var last: [Key: MonotonicTime] = [:]
    private var swept: MonotonicTime?

    package init(interval: Duration = .seconds(3)) { self.interval = interval }

    package mutating func passes(_ user: UserID, _ channel: ChannelID, now: MonotonicTime) -> Bool {
        let key = Key(user: user, channel: channel)
        if let before = last[key], now - before < interval { return false }
        if swept.map({ now - $0 > interval * 16 }) ?? true {
            last = last.filter { now - $0.value < interval }
            swept = now
        }
        last[key] = now
        return true
    }
}

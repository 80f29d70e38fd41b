/// What an event belongs to. A scope is visible to a member all or nothing, and has a
/// sequence `n` of its own, contiguous from 1.
public enum Scope: Sendable, Hashable, CustomStringConvertible {
    /// The community: members, roles, the guild itself.
    case guild
    /// One channel: its messages and the channel itself.
    case channel(ChannelID)
    /// One user: settings, read markers, devices.
    case user(UserID)
    /// Those who moderate.
    case moderators

    /// `g:`, `c:12`, `u:7` or `m:`.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.dropFirst().first == UInt8(ascii: ":") else { return nil }
        let rest = text.dropFirst(2)
        switch text.utf8.first {
        case UInt8(ascii: "g") where rest.isEmpty: self = .guild
        case UInt8(ascii: "m") where rest.isEmpty: self = .moderators
        case UInt8(ascii: "c"):
            guard let id = ChannelID(rest) else { return nil }
            self = .channel(id)
        case UInt8(ascii: "u"):
            guard let id = UserID(rest) else { return nil }
            self = .user(id)
        default: return nil
        }
    }

    /// The text that `init` takes.
    public var description: String {
        switch self {
        case .guild: "g:"
        case .channel(let id): "c:\(id)"
        case .user(let id): "u:\(id)"
        case .moderators: "m:"
        }
    }

    /// One integer for storage: 0 guild, 1 moderators, a channel's id, minus a user's id.
    package var storageKey: Int64 {
        switch self {
        case .guild: 0
        case .moderators: 1
        case .channel(let id): Int64(bitPattern: id.rawValue)
        case .user(let id): -Int64(bitPattern: id.rawValue)
        }
    }

    package init(storageKey: Int64) {
        switch storageKey {
        case 0: self = .guild
        case 1: self = .moderators
        case ..<0: self = .user(UserID(UInt64(bitPattern: -storageKey)))
        default: self = .channel(ChannelID(UInt64(bitPattern: storageKey)))
        }
    }
}

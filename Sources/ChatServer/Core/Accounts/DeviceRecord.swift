import ChatBase
import ChatCore

/// A sign-in as the server keeps it.
package struct DeviceRecord: Sendable, Hashable {
    package let id: DeviceID
    package let user: UserID
    /// A bot's token: no refresh, no end.
    package let isBot: Bool
    package var name: String
    package let created: WallTime
    package var lastUsed: WallTime
    /// The refresh tokens that are next; more than one only when a former one was
    /// presented again because an answer was lost.
    package var refresh: [TokenHash]
    /// Those before them, accepted until a next one is used or the grace is over.
    package var formerRefresh: [TokenHash]
    package var rotated: WallTime

    package func device(isCurrent: Bool) -> Device {
        Device(
            id: id.rawValue, name: name, created: created, lastUsed: lastUsed,
            isCurrent: isCurrent)
    }

    package var principal: Principal { Principal(user: user, device: id, isBot: isBot) }

    var refreshable: [TokenHash] { refresh + formerRefresh }
}

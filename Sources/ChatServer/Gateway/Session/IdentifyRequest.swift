import ChatBase
import ChatCore

/// Op 2.
package struct IdentifyRequest: Sendable, Hashable {
    package let token: String
    /// What a v=10 session gets; nil on v=1, which gets everything.
    package let intents: Intents?
    package let status: Presence.Status

    init(_ data: JSON, dialect: Dialect) throws(SessionRefusal) {
        guard let token = data["token"]?.string else {
            throw .malformed("d.token", "a string")
        }
        self.token = token
        if let shard = data["shard"], !shard.isNull, shard != [0, 1] {
            throw SessionRefusal(code: .invalidShard, reason: "the only shard is [0, 1]")
        }
        if dialect == .v10 {
            guard let raw = data["intents"]?.int, raw >= 0 else {
                throw SessionRefusal(
                    code: .invalidIntents, reason: "d.intents: an integer is missing")
            }
            intents = Intents(rawValue: raw)
        } else {
            intents = nil
        }
        if let presence = data["presence"], !presence.isNull {
            status = try PresenceRequest(presence).status
        } else {
            status = .online
        }
    }
}

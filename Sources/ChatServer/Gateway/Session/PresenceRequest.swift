import ChatBase
import ChatCore

/// Op 3, and `presence` in op 2. Activities are not kept.
struct PresenceRequest {
    let status: Presence.Status

    init(_ data: JSON) throws(SessionRefusal) {
        // Libraries send null for "unchanged".
        switch data["status"] ?? .null {
        case .null: status = .online
        case "online": status = .online
        case "idle": status = .idle
        case "dnd": status = .doNotDisturb
        case "invisible", "offline": status = .invisible
        default: throw .malformed("d.status", "online, idle, dnd or invisible")
        }
    }
}

/// How the connection to the server is.
enum Link: Sendable, Equatable {
    /// Not tried yet, or given up; with the reason, if there is one.
    case offline(String?)
    case connecting
    case live
    /// Catching up with what was missed.
    case resuming
    /// Lost; the next attempt comes by itself.
    case waiting

    var isLive: Bool { self == .live }

    var label: String {
        switch self {
        case .offline(let reason): reason.map { "offline: \($0)" } ?? "offline"
        case .connecting: "connecting"
        case .live: "live"
        case .resuming: "catching up"
        case .waiting: "reconnecting"
        }
    }
}

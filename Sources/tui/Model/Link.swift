/// How the connection to the server is.
enum Link: Sendable, Equatable {
    /// Not tried yet, or given up; with the reason, if there is one.
    case offline(String?)
    case connecting
    case live
    /// Catching up with what was missed.
    case resuming
    /// Lost, for this reason; the next attempt comes by itself.
    case waiting(String)

    /// Why there is none, for the end of the status line.
    var reason: String? {
        if case .waiting(let reason) = self, !reason.isEmpty { reason } else { nil }
    }

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

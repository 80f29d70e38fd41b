/// How a gateway connection is doing.
public enum ConnectionState: Sendable, Hashable {
    /// Reaching the server.
    case connecting
    /// Connected; signing in, or catching up on what was missed.
    case starting
    /// Every event comes as it happens.
    case live
    /// The link is down, for this reason; the next attempt is that far away.
    case waiting(Duration, reason: String)
    /// Over: nothing more comes.
    case closed
}

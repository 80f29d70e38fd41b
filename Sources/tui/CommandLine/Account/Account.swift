import ChatBase
import ChatCore

/// One login on this machine: who, where, and whose certificate is good.
struct Account: Sendable, Hashable {
    var server: ServerURL
    var user: String
    /// The certificate agreed to, as 64 hex digits; nil where an authority vouches.
    var pin: String?
    /// A token that is not renewed, instead of a device's pair: a bot's, or one given.
    var token: String?

    /// `alice@chat.example.org`: names the login in `alice@chat.example.org/general`.
    var name: String { "\(user)@\(host)" }

    private var host: String {
        let text = server.description
        guard let scheme = text.firstRange(of: "://") else {
            // A unix socket, by its path.
            return String(text.map { $0 == "/" ? "_" : $0 })
        }
        return String(text[scheme.upperBound...].map { $0 == "/" ? "_" : $0 })
    }

    /// Bots' tokens have three parts.
    static func identity(token: String) -> ClientConfiguration.Identity {
        token.split(separator: ".", omittingEmptySubsequences: false).count == 3
            ? .bot(token: token) : .accessToken(token)
    }
}

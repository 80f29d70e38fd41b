/// What a signed-in device holds: the tokens that its requests carry and renew.
public struct Credential: Sendable, Hashable {
    /// Sent with every request; short-lived.
    public var accessToken: String
    /// Exchanged for the next pair; each is good for one exchange.
    public var refreshToken: String

    /// A pair of tokens, as signing in or refreshing gave them.
    public init(accessToken: String, refreshToken: String) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
    }

    /// The part of a server's answer that is kept.
    public init(_ pair: TokenPair) {
        self.init(accessToken: pair.accessToken, refreshToken: pair.refreshToken)
    }
}

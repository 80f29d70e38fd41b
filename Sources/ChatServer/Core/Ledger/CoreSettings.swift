/// What can be set about the core.
package struct CoreSettings: Sendable, Hashable {
    package var accessTokenLifetime: Duration = .seconds(15 * 60)
    package var refreshTokenLifetime: Duration = .seconds(30 * 86_400)
    /// How long a former refresh token is accepted while no next one was used.
    package var refreshGrace: Duration = .seconds(60)
    package var idempotencyRetention: Duration = .seconds(7 * 86_400)
    package var logRetention: Duration = .seconds(30 * 86_400)
    /// How long a v=10 session can be resumed by number after it was last used.
    package var sessionLifetime: Duration = .seconds(7 * 86_400)
    package var maximumChannels = 500
    package var maximumDevices = 50

    package init() {}
}

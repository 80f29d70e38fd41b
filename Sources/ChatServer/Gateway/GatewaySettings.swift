import ChatBase

/// What can be set about the gateway.
package struct GatewaySettings: Sendable, Hashable {
    package var heartbeatInterval: Duration = .milliseconds(41_250)
    package var identifyTimeout: Duration = .seconds(30)
    /// How long a user who went is still shown.
    package var presenceGrace: Duration = .seconds(15)
    /// How often changes of presence are told.
    package var presenceInterval: Duration = .seconds(1)
    /// The shortest time between two typing notices of one user in one channel.
    package var typingInterval: Duration = .seconds(3)
    /// How far back a cursor reaches: as the log is kept.
    package var cursorRetention: Duration = .seconds(2_592_000)
    /// How long a session can be resumed by number after it was last used.
    package var sessionLifetime: Duration = .seconds(604_800)
    /// Client frames in `frameWindow`.
    package var frameLimit = 120
    package var frameWindow: Duration = .seconds(60)
    /// Events that each loop keeps for connections that attach.
    package var tailCapacity = 4096
    /// How many rows of the log a replay looks at in one go.
    package var replayPage = 256
    /// Over how long a stopping server spreads the return of its clients.
    package var reconnectSpread: Duration = .seconds(5)

    package init() {}
}

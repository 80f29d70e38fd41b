import ChatCore

/// What the API tells the gateway beside the log: things that are never stored.
package protocol GatewayNotifier: Sendable {
    /// Shows a user as typing in a channel to those who subscribed to it. Any thread.
    func typing(_ user: UserID, in channel: ChannelID)

    /// Identified gateway sessions, for the metrics.
    var sessionCount: Int { get }

    /// People and bots who are shown as online.
    var onlineCount: Int { get }
}

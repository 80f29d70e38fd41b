import ChatCore

extension View {
    /// What both see.
    package func intersection(_ other: View) -> View {
        View(
            user: user, channels: channels.filter(other.contains),
            seesModeration: seesModeration && other.seesModeration)
    }

    /// The channels that the other lacks.
    package func channels(notIn other: View) -> [ChannelID] {
        channels.filter { !other.contains($0) }
    }
}

import ChatCore

/// What a user sees of the community: the channels, and whether the moderators' scope.
/// Members with the same permissions have equal `channels`, so views are few.
package struct View: Sendable, Hashable {
    package let user: UserID
    /// Visible channels and categories, sorted.
    package let channels: [ChannelID]
    package let seesModeration: Bool

    package init(user: UserID, channels: [ChannelID], seesModeration: Bool) {
        self.user = user
        self.channels = channels.sorted()
        self.seesModeration = seesModeration
    }

    package func contains(_ channel: ChannelID) -> Bool {
        var low = 0
        var high = channels.count
        while low < high {
            let middle = (low + high) / 2
            if channels[middle] < channel { low = middle + 1 } else { high = middle }
        }
        return low < channels.count && channels[low] == channel
    }

    package func contains(_ scope: Scope) -> Bool {
        switch scope {
        case .guild: true
        case .channel(let channel): contains(channel)
        case .user(let user): user == self.user
        case .moderators: seesModeration
        }
    }

    package var scopes: [Scope] {
        [.guild, .user(user)] + (seesModeration ? [.moderators] : [])
            + channels.map { .channel($0) }
    }
}

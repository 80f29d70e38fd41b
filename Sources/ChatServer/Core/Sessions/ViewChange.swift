import ChatCore

/// What a permission row does to one session, beside being a row itself.
package struct ViewChange: Sendable, Hashable {
    /// Told by CHANNEL_DELETE `access_lost`.
    package let lost: [ChannelID]
    /// Told by CHANNEL_CREATE with `last_n`.
    package let gained: [ChannelID]
    /// Whether the row itself is sent, after those.
    package let sendsRow: Bool

    /// How many numbers it takes.
    package var frames: Int64 { Int64(lost.count + gained.count) + (sendsRow ? 1 : 0) }

    /// The one rule, by which the writer numbers segments and the loops send frames: the
    /// row is sent if both views hold its scope. A row that creates or deletes a channel
    /// stands for the frame about that channel.
    package init(row: RowHead, from old: View, to new: View, intents: Intents?) {
        let announces =
            row.type == .channelCreate && new.contains(row.scope)
            || row.type == .channelDelete && old.contains(row.scope)
        let tellsChannels = LogType.channelCreate.passes(intents)
        func told(_ channels: [ChannelID]) -> [ChannelID] {
            guard tellsChannels else { return [] }
            return channels.filter { !announces || .channel($0) != row.scope }
        }
        lost = told(old.channels(notIn: new))
        gained = told(new.channels(notIn: old))
        sendsRow =
            row.type.passes(intents)
            && (announces || old.contains(row.scope) && new.contains(row.scope))
    }
}

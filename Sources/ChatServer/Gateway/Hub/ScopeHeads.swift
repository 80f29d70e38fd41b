import ChatCore

/// Where each scope stands: its last `n`, and a channel's last message.
package struct ScopeHeads: Sendable {
    private var lastN: [Scope: Int64]
    private var lastMessages: [ChannelID: MessageID]

    package init(lastN: [Scope: Int64] = [:], lastMessages: [ChannelID: MessageID] = [:]) {
        self.lastN = lastN
        self.lastMessages = lastMessages
    }

    package func lastN(of scope: Scope) -> Int64 { lastN[scope] ?? 0 }

    package func lastMessage(in channel: ChannelID) -> MessageID? { lastMessages[channel] }

    mutating func advance(over row: LogRow) {
        lastN[row.scope] = row.n
        guard case .channel(let channel) = row.scope else { return }
        switch row.type {
        case .messageCreate: lastMessages[channel] = MessageID(row.reference)
        case .channelDelete: lastMessages[channel] = nil
        default: break
        }
    }

    /// As things stood before these events.
    func rewound(before events: ArraySlice<Delivery>) -> ScopeHeads {
        var heads = self
        for delivery in events.reversed() {
            heads.lastN[delivery.event.row.scope] = delivery.event.row.n - 1
        }
        return heads
    }
}

extension ReadView {
    /// The heads at this view's position.
    package func scopeHeads() throws(APIError) -> ScopeHeads {
        var lastN: [Scope: Int64] = [:]
        var lastMessages: [ChannelID: MessageID] = [:]
        for scope in [.guild, .moderators] + community.users.keys.map({ Scope.user($0) }) {
            lastN[scope] = try store.lastN(of: scope)
        }
        for channel in community.channels.keys {
            lastN[.channel(channel)] = try store.lastN(of: .channel(channel))
            lastMessages[channel] = try store.lastMessage(in: channel)
        }
        return ScopeHeads(lastN: lastN, lastMessages: lastMessages)
    }
}

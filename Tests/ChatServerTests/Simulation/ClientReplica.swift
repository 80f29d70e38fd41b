import ChatBase
import ChatCore

/// What a client knows, from its frames alone.
struct ClientReplica {
    private(set) var channels: [ChannelID: Channel] = [:]
    /// Of each channel the messages above `bases`: older history is paged, not streamed.
    private(set) var messages: [ChannelID: [MessageID: Message]] = [:]
    private(set) var bases: [ChannelID: Int64] = [:]
    private(set) var members: [UserID: String] = [:]
    private(set) var markers: [ChannelID: MessageID] = [:]
    private(set) var guildName = ""
    /// The last `n` of each scope.
    private(set) var heads: [Scope: Int64] = [:]

    mutating func start(
        channels: [Channel], members: [Member], guildName: String, heads: [Scope: Int64] = [:]
    ) {
        self = ClientReplica()
        self.heads = heads
        self.guildName = guildName
        for channel in channels { gain(channel, at: channel.lastN) }
        for member in members { self.members[member.user.id] = member.displayName }
    }

    mutating func take(_ event: GatewayEvent, scope: Scope?, n: Int64?) {
        if let scope, let n { heads[scope] = n }
        switch event {
        case .ready(let ready):
            start(
                channels: ready.channels, members: ready.members, guildName: ready.guild.name,
                heads: ready.lastN)
            for state in ready.readStates { markers[state.channelID] = state.lastReadMessageID }
        case .messageCreate(let message):
            guard let base = bases[message.channelID], message.n ?? 0 > base else { return }
            messages[message.channelID]?[message.id] = message
        case .messageUpdate(let message):
            guard messages[message.channelID]?[message.id] != nil else { return }
            messages[message.channelID]?[message.id] = message
        case .messageDelete(let id, let channel): messages[channel]?[id] = nil
        case .channelCreate(let channel):
            if channels[channel.id] == nil || n == nil { gain(channel, at: n ?? channel.lastN) }
            channels[channel.id] = channel
        case .channelUpdate(let channel):
            if channels[channel.id] != nil { channels[channel.id] = channel }
        case .channelDelete(let id, _): lose(id)
        case .memberAdd(let member), .memberUpdate(let member):
            members[member.user.id] = member.displayName
        case .memberRemove(let user): members[user] = nil
        case .guildUpdate(let guild): guildName = guild.name
        case .readStateUpdate(let state): markers[state.channelID] = state.lastReadMessageID
        case .scopeTooLong(.channel(let id), let lastN):
            if let channel = channels[id] { gain(channel, at: lastN) }
        default: break
        }
    }

    private mutating func gain(_ channel: Channel, at n: Int64) {
        channels[channel.id] = channel
        messages[channel.id] = [:]
        bases[channel.id] = n
        heads[.channel(channel.id)] = n
    }

    private mutating func lose(_ id: ChannelID) {
        channels[id] = nil
        messages[id] = nil
        bases[id] = nil
        markers[id] = nil
        heads[.channel(id)] = nil
    }
}

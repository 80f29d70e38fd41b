import ChatBase
import ChatCore

/// The effects that are one request to the server.
enum Requests {
    /// - Returns: what the model is to know besides what the log will say.
    static func perform(
        _ effect: Effect, _ client: ChatClient, server: String
    ) async throws(ChatError) -> AppEvent? {
        switch effect {
        case .edit(let channel, let message, let content):
            _ = try await client.send(.editMessage(message, in: channel, content: content))
        case .delete(let channel, let message):
            try await client.send(.deleteMessage(message, in: channel))
        case .acknowledge(let channel, let message):
            _ = try await client.send(.markRead(channel, upTo: message))
        case .startTyping(let channel): try await client.send(.typing(in: channel))
        case .setTopic(let channel, let topic):
            _ = try await client.send(.modifyChannel(channel, topic: topic ?? ""))
            return .note(topic == nil ? "The topic is gone." : "The topic is set.", isError: false)
        case .createChannel(let name, let kind, let parent, let guild, let me):
            let channel = try await client.send(
                create(name, kind, in: parent, of: guild, for: me))
            return kind == .category
                ? .note("\(channel.name) is there.", isError: false) : .goTo(channel.id)
        case .createInvite(let channel):
            let invite = try await client.send(.createInvite(to: channel))
            return .invitation(code: invite.code, server: server)
        default: break
        }
        return nil
    }

    /// Nobody waits for the answer to what goes on in the background.
    static func isWorthTelling(_ effect: Effect) -> Bool {
        switch effect {
        case .acknowledge, .startTyping: false
        default: true
        }
    }

    private static func create(
        _ name: String, _ kind: NewChannelKind, in parent: ChannelID?, of guild: GuildID,
        for me: UserID
    ) -> Endpoint<Channel> {
        let overwrites: [PermissionOverwrite] =
            kind == .private
            ? [
                PermissionOverwrite(.role(RoleID(guild.rawValue)), deny: .viewChannel),
                PermissionOverwrite(.member(me), allow: .viewChannel),
            ] : []
        let wireKind: Channel.Kind =
            switch kind {
            case .text, .private: .text
            case .voice: .voice
            case .category: .category
            }
        return .createChannel(
            in: guild, name: name, kind: wireKind, parent: parent, overwrites: overwrites)
    }
}

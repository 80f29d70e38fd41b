import ChatBase

/// Which message a reply answers.
public struct MessageReference: Sendable, Hashable {
    /// The message that is answered.
    public var messageID: MessageID
    /// Its channel.
    public var channelID: ChannelID

    package init(messageID: MessageID, channelID: ChannelID) {
        self.messageID = messageID
        self.channelID = channelID
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            messageID: try reader.id("message_id"),
            channelID: reader.optionalID("channel_id") ?? ChannelID(0))
    }

    package func write(to writer: inout JSONWriter, guildID: GuildID) {
        writer.beginObject()
        writer.member("type", 0)
        writer.member("message_id", messageID)
        writer.member("channel_id", channelID)
        writer.member("guild_id", guildID)
        writer.endObject()
    }
}

import ChatBase

/// How far a user has read a channel.
public struct ReadState: Sendable, Hashable {
    /// The channel.
    public let channelID: ChannelID
    /// The newest message that was read; nil when none was.
    public var lastReadMessageID: MessageID?
    /// Live messages of others after the marker; counting stops at 1000.
    public var unread: Int
    /// Those of them that mention the user.
    public var mentions: Int
    /// The channel's last sequence number when this was counted.
    public var lastN: Int64

    package init(
        channelID: ChannelID, lastReadMessageID: MessageID?, unread: Int, mentions: Int,
        lastN: Int64
    ) {
        self.channelID = channelID
        self.lastReadMessageID = lastReadMessageID
        self.unread = unread
        self.mentions = mentions
        self.lastN = lastN
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        self.init(
            channelID: try reader.id("channel_id"),
            lastReadMessageID: reader.optionalID("last_read_message_id"),
            unread: reader.optionalInt("unread") ?? 0,
            mentions: reader.optionalInt("mentions") ?? 0,
            lastN: Int64(reader.optionalInt("last_n") ?? 0))
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("channel_id", channelID)
        writer.member("last_read_message_id", lastReadMessageID)
        writer.member("unread", unread)
        writer.member("mentions", mentions)
        writer.member("last_n", Int(lastN))
        writer.endObject()
    }
}

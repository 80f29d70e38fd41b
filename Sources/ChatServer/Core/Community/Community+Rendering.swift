import ChatCore

extension Community {
    /// A channel as one viewer sees it: its rank among the siblings in the view, and no
    /// category that the view lacks. Nil when it is not in the view.
    package func channel(
        _ id: ChannelID, for view: View, lastMessageID: MessageID? = nil, lastN: Int64 = 0
    ) -> Channel? {
        guard let channel = channels[id], view.contains(id) else { return nil }
        return channel.seen(
            by: view, siblings: siblings(in: channel.parentID), lastMessageID: lastMessageID,
            lastN: lastN)
    }

    /// Every channel of the view: those outside any category, then category by category,
    /// in order. The same as one by one, but sorting once.
    package func channels(for view: View) -> [Channel] {
        let sorted = view.channels.sorted { (order[$0] ?? 0, $0) < (order[$1] ?? 0, $1) }
        let groups = Dictionary(grouping: sorted) { channels[$0]?.parentID }
        var shown: [Channel] = []
        shown.reserveCapacity(view.channels.count)
        let parents = groups.keys.compactMap(\.self).sorted {
            (order[$0] ?? 0, $0) < (order[$1] ?? 0, $1)
        }
        for parent in [nil] + parents {
            for (rank, id) in (groups[parent] ?? []).enumerated() {
                guard var channel = channels[id] else { continue }
                channel.position = rank
                if let parent = channel.parentID, !view.contains(parent) {
                    channel.parentID = nil
                }
                shown.append(channel)
            }
        }
        return shown
    }

    /// A message as the wire has it. The answered one is rendered without its own.
    package func message(
        _ record: MessageRecord, answered: MessageRecord? = nil
    ) -> Message {
        var message = plain(record)
        if let target = record.answers {
            message.reference = MessageReference(messageID: target, channelID: record.channel)
            message.referenced = answered.map { .message(plain($0)) } ?? .deleted
        }
        return message
    }

    private func plain(_ record: MessageRecord) -> Message {
        let member = members[record.author]
        let author =
            member?.user ?? users[record.author]
            ?? User(id: record.author, username: "deleted-user", globalName: "Deleted User")
        return Message(
            id: record.id, channelID: record.channel, guildID: guild.id, author: author,
            member: member, content: record.content, timestamp: record.id.created,
            edited: record.edited, mentions: record.mentions.compactMap { users[$0] },
            mentionsEveryone: record.mentionsEveryone, mentionedRoles: record.mentionedRoles,
            nonce: record.nonce, n: record.n)
    }
}

extension Channel {
    func seen(
        by view: View, siblings: [ChannelID], lastMessageID: MessageID?, lastN: Int64
    ) -> Channel {
        var channel = self
        channel.position = siblings.prefix { $0 != id }.count { view.contains($0) }
        if let parent = parentID, !view.contains(parent) { channel.parentID = nil }
        channel.lastMessageID = lastMessageID
        channel.lastN = lastN
        return channel
    }
}

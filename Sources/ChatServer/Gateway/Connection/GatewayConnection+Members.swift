import ChatBase
import ChatCore
import ChatNet
import ChatWire

/// An answer to op 8 that is being sent, chunk by chunk.
struct MembersAnswer {
    static let chunk = 1000
    /// More requests than this at once end the connection.
    static let maximum = 16

    let request: MembersRequest
    let members: [Member]
    let missing: [UserID]
    let presences: [Presence]
    var index = 0

    var count: Int { max(1, (members.count + Self.chunk - 1) / Self.chunk) }

    mutating func next(of guild: GuildID) -> WireMessage {
        defer { index += 1 }
        return EventFrame.members(
            Array(members.dropFirst(index * Self.chunk).prefix(Self.chunk)), of: guild,
            index: index, count: count, missing: index == 0 ? missing : [],
            presences: presences, request: request)
    }
}

extension GatewayConnection {
    func sendMembers(_ request: MembersRequest) {
        guard membersAnswers.count < MembersAnswer.maximum else {
            return close(.rateLimited, "too many requests for members at once")
        }
        let community = hub.snapshot.community
        var members: [Member] = []
        var missing: [UserID] = []
        switch request.selection {
        case .users(let users):
            members = users.compactMap { community.members[$0] }
            missing = users.filter { community.members[$0] == nil }
        case .query(let query):
            let start = query.lowercased()
            members = community.members.values.filter { member in
                start.isEmpty || member.user.username.hasPrefix(start)
                    || member.displayName.lowercased().hasPrefix(start)
            }
        }
        members.sort { $0.user.id < $1.user.id }
        if request.limit > 0 { members = Array(members.prefix(request.limit)) }
        membersAnswers.append(
            MembersAnswer(
                request: request, members: members, missing: missing,
                presences: request.withPresences ? gateway.presence.shown : []))
        if membersAnswers.count == 1 { sendMemberChunks() }
    }

    /// As much as the socket's queue has room for; the rest when some of it has left.
    private func sendMemberChunks() {
        guard let socket else { return }
        let guild = hub.snapshot.community.guild.id
        while !membersAnswers.isEmpty {
            guard hasRoom(socket) else {
                let id = socket.id
                _ = hub.loop.schedule(after: .milliseconds(10)) { [hub] _ in
                    hub.connection(id)?.sendMemberChunks()
                }
                return
            }
            sendVolatile(membersAnswers[0].next(of: guild))
            if membersAnswers[0].index == membersAnswers[0].count { membersAnswers.removeFirst() }
        }
    }
}

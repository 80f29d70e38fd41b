import ChatBase
import ChatCore

@testable import ChatServer

/// Compares what clients have and what the server answers with the tables.
struct Judge {
    let simulation: Simulation
    private(set) var problems: [String] = []

    init(simulation: Simulation) { self.simulation = simulation }

    private var store: SQLiteStore { simulation.store }

    /// The rule of a simulation's channels, written down a second time: the owner sees
    /// everything, others what is not denied to everyone or is allowed to them.
    static func sees(_ user: UserID, _ channel: Channel, _ community: Community) -> Bool {
        guard community.members[user] != nil else { return false }
        if community.guild.ownerID == user { return true }
        if channel.overwrites.contains(where: {
            $0.subject == .member(user) && $0.allow.contains(.viewChannel)
        }) {
            return true
        }
        return !channel.overwrites.contains {
            $0.id == community.guild.everyoneRoleID.rawValue && $0.deny.contains(.viewChannel)
        }
    }

    mutating func judge() throws {
        let community = try store.loadCommunity()
        for client in simulation.clients { try judge(client, community) }
        for person in simulation.people { try judgeAnswers(to: person, community) }
    }

    private mutating func expect(_ isTrue: Bool, _ problem: @autoclosure () -> String) {
        if !isTrue { problems.append(problem()) }
    }

    // MARK: Replicas

    private mutating func judge(_ client: VirtualClient, _ community: Community) throws {
        let replica = client.replica
        let visible = community.channels.values.filter { Self.sees(client.user, $0, community) }
        let ids = Set(visible.map(\.id))
        expect(
            Set(replica.channels.keys) == ids,
            "\(client.name) has channels \(replica.channels.keys.sorted()), sees \(ids.sorted())")
        for channel in visible {
            guard let known = replica.channels[channel.id] else { continue }
            let parent = channel.parentID.flatMap { ids.contains($0) ? $0 : nil }
            expect(known.name == channel.name, "\(client.name): name of \(channel.id)")
            expect(
                Set(known.overwrites) == Set(channel.overwrites),
                "\(client.name): overwrites of \(channel.id)")
            // A category that is not known is none.
            let shown = known.parentID.flatMap { replica.channels[$0]?.id }
            expect(
                shown == parent,
                "\(client.name): parent of \(channel.id) is \(shown as Any), "
                    + "not \(parent as Any)")
            try judge(client, channel.id)
        }
        expect(
            replica.members == community.members.mapValues(\.displayName),
            "\(client.name): members")
        expect(replica.guildName == community.guild.name, "\(client.name): the guild's name")
        let scopes = [Scope.guild] + ids.map { .channel($0) }
        for scope in scopes {
            guard let head = replica.heads[scope] else { continue }
            let last = try store.lastN(of: scope)
            expect(head == last, "\(client.name): \(scope) ends at \(head), not \(last)")
        }
    }

    private mutating func judge(_ client: VirtualClient, _ channel: ChannelID) throws {
        let base = client.replica.bases[channel] ?? 0
        let stored = try store.messages(in: channel, .latest, limit: 10_000).records
            .filter { $0.n > base }
        let known = client.replica.messages[channel] ?? [:]
        expect(
            Set(known.keys) == Set(stored.map(\.id)),
            "\(client.name): messages of \(channel): \(known.count), stored \(stored.count)")
        for record in stored {
            guard let message = known[record.id] else { continue }
            expect(
                message.content == record.content && message.author.id == record.author
                    && message.n == record.n, "\(client.name): message \(record.id)")
        }
        guard client.dialect == 1, let marker = client.replica.markers[channel] else { return }
        let saved = try store.marker(of: client.user, in: channel)
        expect(marker == saved, "\(client.name): marker in \(channel)")
    }

    // MARK: REST and counts

    private mutating func judgeAnswers(to person: Principal, _ community: Community) throws {
        let guild = community.guild.id
        let list = simulation.server.get("/guilds/\(guild)/channels", as: person)
        let listed = Set(
            ((try? JSON(parsing: list.body))?.array ?? []).compactMap { $0["id"]?.uint64 })
        let visible = community.channels.values.filter { Self.sees(person.user, $0, community) }
        expect(
            list.status == 200 && listed == Set(visible.map(\.id.rawValue)),
            "REST lists \(listed.sorted()) to \(person.user)")
        let nothing = simulation.server.get("/channels/123/messages", as: person)
        for channel in community.channels.values where channel.hasText {
            let answer = simulation.server.get(
                "/channels/\(channel.id)/messages?limit=100", as: person)
            if !visible.contains(where: { $0.id == channel.id }) {
                expect(
                    answer.status == nothing.status && answer.status == 404
                        && Self.withoutRequest(answer.body) == Self.withoutRequest(nothing.body),
                    "REST tells \(person.user) of the hidden \(channel.id)")
                continue
            }
            let stored = try store.messages(in: channel.id, .latest, limit: 100).records
            let messages = (try? JSON(parsing: answer.body))?.array ?? []
            expect(
                answer.status == 200
                    && messages.map { $0["id"]?.uint64 } == stored.map(\.id.rawValue)
                    && messages.map { $0["content"]?.string } == stored.map(\.content),
                "REST history of \(channel.id) for \(person.user)")
        }
        try judgeCounts(of: person.user, community)
    }

    private static func withoutRequest(_ body: [UInt8]) -> [JSONObject.Member] {
        (try? JSON(parsing: body))?.object?.members.filter { $0.key != "request_id" } ?? []
    }

    /// Unread and mentions, counted one by one.
    private mutating func judgeCounts(of user: UserID, _ community: Community) throws {
        for state in try simulation.server.database.view.readStates(of: user) {
            let marker = try store.marker(of: user, in: state.channelID)
            let joined = community.members[user]?.joined.milliseconds ?? 0
            var unread = 0
            var mentions = 0
            for record in try store.messages(in: state.channelID, .latest, limit: 10_000).records {
                let isAfter =
                    marker.map { record.id > $0 }
                    ?? (record.id > MessageID(at: WallTime(milliseconds: joined)))
                guard isAfter, record.author != user else { continue }
                unread += 1
                if record.content.contains("<@\(user)>") { mentions += 1 }
                if record.content.contains("@everyone"),
                    record.author == community.guild.ownerID
                {
                    mentions += 1
                }
            }
            expect(
                state.unread == min(1000, unread) && state.mentions == mentions,
                "\(user) in \(state.channelID): \(state.unread) unread, \(state.mentions) "
                    + "mentions, counted \(unread), \(mentions)")
        }
    }
}

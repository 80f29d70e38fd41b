import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct HiddenChannelTests {
    @Test func everyMethodAnswersAsIfItNeverWas() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let hidden = try world.hiddenChannel("secret", for: [])
        let message = try world.send("psst", to: hidden, by: alice)
        let never = ChannelID(hidden.rawValue + 4096)
        for attempt in Attempt.allCases {
            let answers = [hidden, never].map { id in
                refusal {
                    try world.write { (tx: inout Transaction) throws(APIError) in
                        try attempt.run(&tx, id, message.id, by: bob)
                    }
                }
            }
            #expect(answers[0] == .unknownChannel, "\(attempt)")
            #expect(answers[0] == answers[1], "\(attempt)")
        }
        let reads = [hidden, never].map { id in
            refusal {
                _ = try world.view.messages(in: id, .latest, limit: 10, for: bob.user)
            }
        }
        #expect(reads == [.unknownChannel, .unknownChannel])
        // As a parent it is no category, like anything else that is none.
        let parents = [hidden, never].map { id in
            refusal {
                _ = try world.write { (tx: inout Transaction) throws(APIError) in
                    try tx.createChannel(ChannelDraft(name: "x", parent: id), by: bob)
                }
            }
        }
        #expect(parents[0] == parents[1])
        #expect(parents[0] != nil)
    }

    @Test func positionIsTheRankAmongWhatTheViewerSees() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let one = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.createChannel(ChannelDraft(name: "one"), by: alice).id
        }
        let hidden = try world.hiddenChannel("secret", for: [])
        let two = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.createChannel(ChannelDraft(name: "two"), by: alice).id
        }
        func positions(_ user: UserID) throws -> [ChannelID: Int] {
            let channels = try world.view.channels(for: world.community.view(of: user))
            for channel in channels {
                let alone = try world.view.channel(
                    channel.id, for: world.community.view(of: user))
                #expect(alone == channel)
            }
            return Dictionary(uniqueKeysWithValues: channels.map { ($0.id, $0.position) })
        }
        let (owner, member) = (try positions(alice.user), try positions(bob.user))
        #expect(owner[one] == 1 && owner[hidden] == 2 && owner[two] == 3)
        #expect(member[one] == 1 && member[hidden] == nil && member[two] == 2)
        // The event of a channel is rendered for its viewer too.
        let created = try #require(
            world.events.last { $0.row.type == .channelCreate && $0.row.reference == two.rawValue })
        #expect(created.dependsOnView)
        let shown = try JSON(parsing: created.json(for: world.community.view(of: bob.user)).array)
        #expect(shown["d"]?["position"]?.int == 2)
    }

    @Test func aMoveInHidingTellsOthersNothing() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        for name in ["one", "two", "three"] {
            try world.write { (tx: inout Transaction) throws(APIError) in
                _ = try tx.createChannel(ChannelDraft(name: name), by: alice)
            }
        }
        let hidden = try world.hiddenChannel("secret", for: [])
        let before = world.events.count
        try world.write { (tx: inout Transaction) throws(APIError) in
            _ = try tx.editChannel(hidden, ChannelPatch(position: 0), by: alice)
        }
        let view = world.community.view(of: bob.user)
        #expect(world.events.count > before)
        #expect(world.events[before...].allSatisfy { !view.contains($0.row.scope) })
    }

    @Test func aMoveIsToldForEverySiblingThatMadeWay() throws {
        let world = try World()
        let alice = try world.person("alice")
        var ids: [ChannelID] = []
        for name in ["one", "two", "three"] {
            ids.append(
                try world.write { (tx: inout Transaction) throws(APIError) in
                    try tx.createChannel(ChannelDraft(name: name), by: alice).id
                })
        }
        let before = world.events.count
        let last = ids[2]
        try world.write { (tx: inout Transaction) throws(APIError) in
            _ = try tx.editChannel(last, ChannelPatch(position: 0), by: alice)
        }
        let view = world.community.view(of: alice.user)
        var told: [ChannelID: Int] = [:]
        for event in world.events[before...] {
            let json = try JSON(parsing: event.json(for: view).array)
            told[ChannelID(event.row.reference)] = json["d"]?["position"]?.int
        }
        let now = try world.view.channels(for: view)
        for channel in now where told[channel.id] != nil {
            #expect(told[channel.id] == channel.position)
        }
        #expect(told[ids[2]] == 0 && told[ids[0]] == 2 && told[ids[1]] == 3)
    }

    @Test func aHiddenCategoryIsNotNamedByItsVisibleChannels() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let everyone = world.community.guild.everyoneRoleID
        let child = try world.write { (tx: inout Transaction) throws(APIError) in
            let category = try tx.createChannel(
                ChannelDraft(
                    name: "Staff", kind: .category,
                    overwrites: [PermissionOverwrite(.role(everyone), deny: .viewChannel)]),
                by: nil)
            return try tx.createChannel(
                ChannelDraft(name: "front", parent: category.id, overwrites: []), by: nil
            ).id
        }
        let view = world.community.view(of: bob.user)
        #expect(try world.view.channel(child, for: view)?.parentID == nil)
        let owner = world.community.view(of: alice.user)
        #expect(try world.view.channel(child, for: owner)?.parentID != nil)
    }
}

/// Each method that names a channel.
private enum Attempt: CaseIterable {
    case send, edit, delete, mark, change, remove, allow, disallow, invite

    func run(
        _ tx: inout Transaction, _ id: ChannelID, _ message: MessageID, by user: Principal
    ) throws(APIError) {
        switch self {
        case .send: _ = try tx.createMessage(MessageDraft(content: "x"), in: id, by: user)
        case .edit: _ = try tx.editMessage(message, in: id, content: "x", by: user)
        case .delete: try tx.deleteMessage(message, in: id, by: user)
        case .mark: _ = try tx.markRead(id, upTo: message, by: user)
        case .change: _ = try tx.editChannel(id, ChannelPatch(name: "x"), by: user)
        case .remove: _ = try tx.deleteChannel(id, by: user)
        case .allow:
            try tx.setOverwrite(
                PermissionOverwrite(.member(user.user), allow: .viewChannel), in: id, by: user)
        case .disallow: try tx.deleteOverwrite(of: 1, in: id, by: user)
        case .invite: _ = try tx.createInvite(to: id, by: user)
        }
    }
}

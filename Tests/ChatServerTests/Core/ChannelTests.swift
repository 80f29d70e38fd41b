import ChatCore
import Testing

@testable import ChatServer

@Suite struct ChannelTests {
    /// Bob may manage channels and roles, and nothing else beyond the everyone role.
    private func manager(_ world: World, in channel: ChannelID) throws -> Principal {
        _ = try world.person("alice")
        let bob = try world.person("bob")
        try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.setOverwrite(
                PermissionOverwrite(
                    .member(bob.user), allow: [.manageChannels, .manageRoles]),
                in: channel, by: nil)
        }
        return bob
    }

    @Test func nobodyGivesOrTakesBackWhatHeLacks() throws {
        let world = try World()
        let general = try world.general
        let bob = try manager(world, in: general)
        let everyone = world.community.guild.everyoneRoleID
        func set(_ overwrite: PermissionOverwrite) -> APIError? {
            refusal {
                try world.write { (tx: inout Transaction) throws(APIError) in
                    try tx.setOverwrite(overwrite, in: general, by: bob)
                }
            }
        }
        #expect(set(PermissionOverwrite(.role(everyone), deny: .sendMessages)) == nil)
        #expect(
            set(PermissionOverwrite(.member(bob.user), allow: .manageMessages))
                == .missingPermissions)
        try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.setOverwrite(
                PermissionOverwrite(.role(everyone), deny: .mentionEveryone), in: general,
                by: nil)
        }
        #expect(set(PermissionOverwrite(.role(everyone))) == .missingPermissions)
        let removed = refusal {
            try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.deleteOverwrite(of: everyone.rawValue, in: general, by: bob)
            }
        }
        #expect(removed == .missingPermissions)
    }

    @Test func overwritesNameWhoExistsOnce() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        for overwrites in [
            [PermissionOverwrite(.member(UserID(5)), allow: .viewChannel)],
            [PermissionOverwrite(.role(RoleID(5)), allow: .viewChannel)],
            [PermissionOverwrite(.member(alice.user)), PermissionOverwrite(.member(alice.user))],
        ] {
            let refused = refusal {
                _ = try world.write { (tx: inout Transaction) throws(APIError) in
                    try tx.editChannel(general, ChannelPatch(overwrites: overwrites), by: alice)
                }
            }
            #expect(refused?.code == .invalidFormBody)
        }
    }

    @Test func aChannelTakesItsCategorysOverwritesUnlessToldOtherwise() throws {
        let world = try World()
        let (alice, bob) = (try world.person("alice"), try world.person("bob"))
        let everyone = world.community.guild.everyoneRoleID
        let made = try world.write { (tx: inout Transaction) throws(APIError) in
            let staff = try tx.createChannel(
                ChannelDraft(
                    name: "Staff", kind: .category,
                    overwrites: [PermissionOverwrite(.role(everyone), deny: .viewChannel)]),
                by: alice)
            return (
                try tx.createChannel(ChannelDraft(name: "a", parent: staff.id), by: alice).id,
                try tx.createChannel(
                    ChannelDraft(name: "b", parent: staff.id, overwrites: []), by: alice
                ).id
            )
        }
        #expect(!world.community.isVisible(made.0, to: bob.user))
        #expect(world.community.isVisible(made.1, to: bob.user))
    }

    @Test func manyMovesToTheFrontKeepTheOrder() throws {
        let world = try World()
        let alice = try world.person("alice")
        var ids: [ChannelID] = []
        for index in 0..<6 {
            ids.append(
                try world.write { (tx: inout Transaction) throws(APIError) in
                    try tx.createChannel(ChannelDraft(name: "c\(index)"), by: alice).id
                })
        }
        // More halvings than there are between two order keys.
        for round in 0..<120 {
            let id = ids[round % ids.count]
            try world.write { (tx: inout Transaction) throws(APIError) in
                _ = try tx.editChannel(id, ChannelPatch(position: 1), by: alice)
            }
            let siblings = world.community.siblings(in: nil)
            #expect(siblings[1] == id)
            #expect(Set(siblings).count == siblings.count)
        }
    }

    @Test func deletingACategoryKeepsItsChannels() throws {
        let world = try World()
        let alice = try world.person("alice")
        let category = try #require(
            world.community.channels.values.first { $0.kind == .category })
        let general = try world.general
        let before = world.events.count
        _ = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.deleteChannel(category.id, by: alice)
        }
        #expect(world.community.channels[general]?.parentID == nil)
        #expect(world.community.channels[category.id] == nil)
        #expect(
            world.events[before...].map(\.row.type) == [
                .channelDelete, .channelUpdate, .channelUpdate,
            ])
    }

    @Test func deletingAChannelTakesEverythingOfIt() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let message = try world.send("<@\(alice.user)> x", to: general, by: alice)
        let invite = try world.write { (tx: inout Transaction) throws(APIError) in
            _ = try tx.markRead(general, upTo: message.id, by: alice)
            let invite = try tx.createInvite(to: general, by: alice)
            _ = try tx.deleteChannel(general, by: alice)
            return invite
        }
        for table in ["messages", "mentions", "markers", "invites"] {
            let count = try world.store.connection.first("SELECT count(*) FROM \(table)") {
                $0.int(0)
            }
            #expect(count == 0, "\(table)")
        }
        #expect(try world.store.invite(invite.code) == nil)
        #expect(refusal { try world.send("x", to: general, by: alice) } == .unknownChannel)
    }

    @Test func namesOfTextChannelsAreNormalized() throws {
        let world = try World()
        let alice = try world.person("alice")
        func create(_ name: String, _ kind: Channel.Kind = .text) throws -> String {
            try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.createChannel(ChannelDraft(name: name, kind: kind), by: alice).name
            }
        }
        #expect(try create("Big Ideas") == "big-ideas")
        #expect(try create("Big Ideas", .voice) == "Big Ideas")
        for name in ["", "a#b", "a\u{1B}[2J", "a\u{202E}b", String(repeating: "x", count: 101)] {
            #expect(refusal { _ = try create(name) }?.fields.first?.path == "name")
            if name != "a#b" {
                #expect(refusal { _ = try create(name, .category) }?.fields.first?.path == "name")
            }
        }
    }

    @Test func onlyWhatDecidesViewsHasThemComputedAnew() throws {
        let world = try World()
        let alice = try world.person("alice")
        let general = try world.general
        let everyone = world.community.guild.everyoneRoleID
        func carries(_ patch: ChannelPatch) throws -> Bool {
            let before = world.events.count
            try world.write { (tx: inout Transaction) throws(APIError) in
                _ = try tx.editChannel(general, patch, by: alice)
            }
            let added = world.events.dropFirst(before)
            #expect(!added.isEmpty)
            return added.contains { $0.community != nil }
        }
        #expect(try !carries(ChannelPatch(name: "renamed")))
        let hidden = [PermissionOverwrite(.role(everyone), deny: .viewChannel)]
        #expect(try carries(ChannelPatch(overwrites: hidden)))
        #expect(try carries(ChannelPatch(overwrites: [])))
    }
}

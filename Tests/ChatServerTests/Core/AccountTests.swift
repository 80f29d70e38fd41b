import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct AccountTests {
    @Test func theFirstPersonOwnsTheServer() throws {
        let world = try World()
        let bot = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.register(username: "robot", passwordHash: nil, isBot: true)
        }
        #expect(world.community.guild.ownerID == UserID(0))
        let alice = try world.person("alice")
        _ = try world.person("bob")
        #expect(world.community.guild.ownerID == alice.user)
        #expect(world.community.permissions(of: bot.id) != .all)
        #expect(world.community.permissions(of: alice.user) == .all)
    }

    @Test func namesAreUniqueInAnyCase() throws {
        let world = try World()
        _ = try world.person("alice")
        #expect(refusal { _ = try world.person("ALICE") }?.code == .usernameTaken)
        #expect(refusal { _ = try world.person("a") }?.code == .invalidFormBody)
        #expect(refusal { _ = try world.person("a b") }?.code == .invalidFormBody)
        #expect(world.accounts.user(named: "Alice") != nil)
    }

    @Test func anAccessTokenEndsWhenItsTimeIsOver() throws {
        let world = try World()
        let alice = try world.person("alice")
        let token = world.hash("alice access")
        #expect(world.accounts.principal(token: token, now: world.time.wall) == alice)
        world.time.advance(by: .seconds(15 * 60))
        #expect(world.accounts.principal(token: token, now: world.time.wall) == nil)
        #expect(world.accounts.principal(token: [1, 2], now: world.time.wall) == nil)
    }

    private func refresh(
        _ world: World, _ presented: String, to next: String
    ) throws -> Transaction.Refresh {
        let (presented, access, hash) = (
            world.hash(presented), world.hash(next + " access"), world.hash(next)
        )
        return try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.refresh(presented, access: access, next: hash)
        }
    }

    @Test func theFormerRefreshTokenWorksUntilTheNextIsUsed() throws {
        let world = try World()
        let alice = try world.person("alice")
        #expect(try refresh(world, "alice refresh", to: "two") == .rotated(alice))
        // The answer was lost: the same again.
        world.time.advance(by: .seconds(59))
        #expect(try refresh(world, "alice refresh", to: "two again") == .rotated(alice))
        // The next one is used: the first is old now, and whoever shows it has a copy.
        #expect(try refresh(world, "two again", to: "three") == .rotated(alice))
        #expect(try refresh(world, "alice refresh", to: "x") == .reused)
        #expect(!world.accounts.isSignedIn(alice))
        #expect(try refresh(world, "three", to: "four") == .refused)
        #expect(world.events.last?.row.type == .sessionRevoked)
    }

    @Test func theFormerRefreshTokenWorksForAMinuteAtMost() throws {
        let world = try World()
        let alice = try world.person("alice")
        #expect(try refresh(world, "alice refresh", to: "two") == .rotated(alice))
        world.time.advance(by: .seconds(60))
        #expect(try refresh(world, "alice refresh", to: "x") == .reused)
    }

    @Test func anUnknownOrExpiredRefreshTokenIsRefusedAndRevokesNobody() throws {
        let world = try World()
        let alice = try world.person("alice")
        #expect(try refresh(world, "no such", to: "x") == .refused)
        world.time.advance(by: .seconds(30 * 86_400))
        #expect(try refresh(world, "alice refresh", to: "x") == .refused)
        #expect(world.accounts.isSignedIn(alice))
    }

    @Test func aPasswordChangeEndsEveryOtherSession() throws {
        let world = try World()
        let alice = try world.person("alice")
        let hashes = (world.hash("other access"), world.hash("other refresh"))
        let other = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.createDevice(
                of: alice.user, name: "other", access: hashes.0, refresh: hashes.1)
        }
        try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.setPassword(hash: "new", of: alice.user, keeping: alice.device)
        }
        #expect(world.accounts.isSignedIn(alice))
        #expect(!world.accounts.isSignedIn(other))
        #expect(world.accounts.principal(token: hashes.0, now: world.time.wall) == nil)
        #expect(world.accounts.passwordHash(of: alice.user) == "new")
    }

    @Test func aBotHasOneTokenWithoutEnd() throws {
        let world = try World()
        let bot = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.register(username: "robot", passwordHash: nil, isBot: true)
        }
        let (first, second) = (world.hash("bot one"), world.hash("bot two"))
        for token in [first, second] {
            _ = try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.setBotToken(token, of: bot.id)
            }
        }
        world.time.advance(by: .seconds(400 * 86_400))
        _ = try world.write { (tx: inout Transaction) throws(APIError) in try tx.sweep() }
        #expect(world.accounts.principal(token: first, now: world.time.wall) == nil)
        let principal = world.accounts.principal(token: second, now: world.time.wall)
        #expect(principal?.user == bot.id && principal?.isBot == true)
    }

    @Test func aOneTimeCodeWorksOnce() throws {
        let world = try World()
        let invite = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.createInvite(maxUses: 1, by: nil)
        }
        try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.useInvite(invite.code)
        }
        let again = refusal {
            try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.useInvite(invite.code)
            }
        }
        #expect(again == .unknownInvite)
    }

    @Test func anInviteEndsByTimeAndByItsMaker() throws {
        let world = try World()
        _ = try world.person("alice")
        let (bob, carol) = (try world.person("bob"), try world.person("carol"))
        let general = try world.general
        let codes = try (0..<2).map { _ in
            try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.createInvite(to: general, maxAge: 60, by: bob).code
            }
        }
        let stranger = refusal {
            _ = try world.write { (tx: inout Transaction) throws(APIError) in
                try tx.deleteInvite(codes[0], by: carol)
            }
        }
        #expect(stranger == .missingPermissions)
        _ = try world.write { (tx: inout Transaction) throws(APIError) in
            try tx.deleteInvite(codes[0], by: bob)
        }
        world.time.advance(by: .seconds(60))
        for code in codes {
            let dead = refusal {
                try world.write { (tx: inout Transaction) throws(APIError) in
                    try tx.useInvite(code)
                }
            }
            #expect(dead == .unknownInvite)
        }
    }
}

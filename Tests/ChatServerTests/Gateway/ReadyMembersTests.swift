import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct ReadyMembersTests {
    /// Of 400 members, whom READY names.
    private func members(online: [Int], asking: Int) throws -> [UserID] {
        var community = Community(guild: Guild(id: GuildID(1), name: "x", ownerID: UserID(1)))
        for number in 1...400 {
            let user = User(id: UserID(UInt64(number)), username: "u\(number)")
            community.users[user.id] = user
            community.members[user.id] = Member(user: user, joined: WallTime(milliseconds: 0))
        }
        let user = UserID(UInt64(asking))
        let frames = ReadyFrames(
            start: SessionStart(
                session: SessionID(trackOf: user), position: 1, community: community,
                view: community.view(of: user), viewID: ViewID(rawValue: 1)),
            user: user, heads: ScopeHeads(),
            presences: online.map { Presence(userID: UserID(UInt64($0)), status: .online) },
            readStates: [])
        let frame = frames.guildCreate(intents: .everything)
        let json = try JSON(parsing: frame.bytes.array)
        return (json["d"]?["members"]?.array ?? []).compactMap {
            $0["user"]?["id"]?.uint64.map { UserID($0) }
        }
    }

    @Test func `oneself comes first, then who is there, then the longest members`() throws {
        let ids = try members(online: [300, 350, 390], asking: 399).map(\.rawValue)
        #expect(ids == [399, 300, 350, 390] + (1...247).map { UInt64($0) })
    }

    @Test func `who is there fills the list alone when they are many`() throws {
        let ids = try members(online: Array(50...400), asking: 60).map(\.rawValue)
        #expect(ids == [60] + (50...300).filter { $0 != 60 }.map { UInt64($0) })
    }
}

import ChatBase
import Testing

@testable import ChatCore

struct PermissionsTests {
    static let everyone = RoleID(1)
    static let user = UserID(100)

    func compute(
        owner: Bool = false, roles: [RoleID: Permissions] = [everyone: .everyoneDefault],
        memberRoles: [RoleID] = [], _ overwrites: [PermissionOverwrite] = []
    ) -> Permissions {
        Permissions.compute(
            user: Self.user, isOwner: owner, everyone: Self.everyone, memberRoles: memberRoles,
            rolePermissions: { roles[$0] ?? [] }, overwrites: overwrites)
    }

    @Test func `a hidden channel leaves nothing but to its named members`() {
        let hidden = PermissionOverwrite(.role(Self.everyone), deny: .viewChannel)
        #expect(compute([hidden]) == [])
        let named = PermissionOverwrite(.member(Self.user), allow: .viewChannel)
        #expect(compute([hidden, named]).contains([.viewChannel, .sendMessages]))
        #expect(compute([named, hidden]).contains(.viewChannel))
        let other = PermissionOverwrite(.member(UserID(7)), allow: .viewChannel)
        #expect(compute([hidden, other]) == [])
    }

    @Test func `owner and administrators see everything`() {
        let hidden = PermissionOverwrite(.role(Self.everyone), deny: .all)
        #expect(compute(owner: true, [hidden]) == .all)
        let roles: [RoleID: Permissions] = [Self.everyone: [], RoleID(2): .administrator]
        #expect(compute(roles: roles, memberRoles: [RoleID(2)], [hidden]) == .all)
    }

    @Test func `a role's allowance beats another role's denial`() {
        let roles: [RoleID: Permissions] = [
            Self.everyone: .everyoneDefault, RoleID(2): [], RoleID(3): [],
        ]
        let result = compute(
            roles: roles, memberRoles: [RoleID(2), RoleID(3)],
            [
                PermissionOverwrite(.role(RoleID(2)), allow: .sendMessages),
                PermissionOverwrite(.role(RoleID(3)), deny: .sendMessages),
            ])
        #expect(result.contains(.sendMessages))
    }

    @Test func `who may not send may not mention everyone`() {
        let roles: [RoleID: Permissions] = [
            Self.everyone: [.viewChannel, .sendMessages, .mentionEveryone]
        ]
        let mute = PermissionOverwrite(.role(Self.everyone), deny: .sendMessages)
        #expect(compute(roles: roles, [mute]) == .viewChannel)
    }
}

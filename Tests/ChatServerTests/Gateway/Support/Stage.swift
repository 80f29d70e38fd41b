import ChatBase
import ChatCore
import ChatTestKit

@testable import ChatServer

/// A running server with an owner, a member and a bot, and what they do.
struct Stage {
    let server: TestServer
    let owner: TestServer.Account
    let member: TestServer.Account
    let bot: String
    private let deviceOfOwner: DeviceID

    static let allIntents = 53_608_447

    init(
        configure: @Sendable (inout Configuration) -> Void = { _ in }
    ) async throws {
        server = try await TestServer.start { configuration in
            // These clients read only when a test looks, and don't answer a goodbye.
            configuration.shutdownTimeout = .milliseconds(200)
            configure(&configuration)
        }
        owner = try await server.addUser("owner")
        member = try await server.addUser("member")
        bot = try await server.addBot("bot")
        let ownerID = owner.id
        let devices = try server.running().engine.snapshot.accounts.devices(of: ownerID)
        deviceOfOwner = devices[0].id
    }

    private var engine: Engine {
        get throws { try server.running().engine }
    }

    var general: ChannelID {
        get throws {
            guard let id = server.channels["general"] else {
                throw GatewayClient.Failure(description: "no general")
            }
            return id
        }
    }

    func connect(_ query: String = "v=1") throws -> GatewayClient {
        try GatewayClient(server.url, query: query)
    }

    @discardableResult
    func say(_ text: String, in channel: ChannelID? = nil) throws -> MessageID {
        let (channel, author) = (try channel ?? general, author)
        return try engine.writeAndWait { tx throws(APIError) in
            try tx.createMessage(MessageDraft(content: text), in: channel, by: author).id
        }
    }

    func delete(_ message: MessageID, in channel: ChannelID? = nil) throws {
        let (channel, author) = (try channel ?? general, author)
        try engine.writeAndWait { tx throws(APIError) in
            try tx.deleteMessage(message, in: channel, by: author)
        }
    }

    func makeChannel(_ name: String, isHidden: Bool = false) throws -> ChannelID {
        try engine.writeAndWait { tx throws(APIError) in
            let everyone = PermissionOverwrite(
                .role(tx.community.guild.everyoneRoleID), deny: .viewChannel)
            return try tx.createChannel(
                ChannelDraft(name: name, overwrites: isHidden ? [everyone] : []), by: nil
            ).id
        }
    }

    func hide(_ channel: ChannelID, _ hides: Bool) throws {
        try engine.writeAndWait { tx throws(APIError) in
            let everyone = tx.community.guild.everyoneRoleID
            try tx.setOverwrite(
                PermissionOverwrite(
                    .role(everyone), allow: hides ? [] : .viewChannel,
                    deny: hides ? .viewChannel : []), in: channel, by: nil)
        }
    }

    func addMembers(_ count: Int) throws {
        try engine.writeAndWait { tx throws(APIError) in
            for index in 0..<count {
                _ = try tx.register(username: "crowd-\(index)", passwordHash: nil)
            }
        }
    }

    func signOutMember() throws {
        let user = member.id
        try engine.writeAndWait { tx throws(APIError) in
            for device in tx.accounts.devices(of: user) {
                try tx.revokeDevice(device.id, of: user)
            }
        }
    }

    func type(_ user: UserID, in channel: ChannelID) throws {
        try server.running().services.notifier.typing(user, in: channel)
    }

    /// The `n` of every row of a channel, in order.
    func numbers(of channel: ChannelID) throws -> [Int] {
        try engine.readAndWait { view throws(APIError) in
            try view.store.rows(of: .channel(channel), afterN: 0, limit: 100_000).map { Int($0.n) }
        }
    }

    private var author: Principal {
        Principal(user: owner.id, device: deviceOfOwner, isBot: false)
    }
}

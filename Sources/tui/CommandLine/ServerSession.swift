import ChatBase
import ChatCore

/// A verb's way to its server.
struct ServerSession: Sendable {
    let client: ChatClient

    /// For a login by name, or for the one in use; `ROOST_URL` and `ROOST_TOKEN` go before
    /// what is stored.
    init(account name: String?, _ environment: Environment) throws {
        client = try ChatClient(Self.configuration(account: name, environment))
    }

    private static func configuration(
        account name: String?, _ environment: Environment
    ) throws -> ClientConfiguration {
        let store = try AccountStore(environment)
        var configuration: ClientConfiguration
        if name == nil, let token = environment["ROOST_TOKEN"] {
            let server =
                if let address = environment["ROOST_URL"] {
                    try Self.server(address)
                } else if let account = try store.current() {
                    account.server
                } else {
                    throw CommandFailure.usage("ROOST_TOKEN needs ROOST_URL, the server's address.")
                }
            configuration = store.configuration(
                server: server, identity: Account.identity(token: token))
        } else {
            let account = try Self.account(name, store, environment)
            configuration = store.configuration(of: account)
        }
        // Whoever waits at a prompt wants to know soon; repeating is safe by keys.
        configuration.retryFor = .seconds(5)
        return configuration
    }

    private static func account(
        _ name: String?, _ store: AccountStore, _ environment: Environment
    ) throws -> Account {
        let account = try name.map { try store.account(named: $0) } ?? store.current()
        guard let account else {
            let who = name.map { "There is no login \($0)" } ?? "Not signed in"
            throw CommandFailure(.notSignedIn, "\(who). Sign in with `roost login URL`.")
        }
        if name == nil, let address = environment["ROOST_URL"],
            try server(address) != account.server
        {
            throw CommandFailure(
                .notSignedIn,
                "Not signed in to \(address). Sign in with `roost login \(address)`.")
        }
        return account
    }

    static func server(_ address: String) throws(CommandFailure) -> ServerURL {
        guard let server = ServerURL(address) else {
            throw .usage("\(address) is no address of a server, as https://chat.example.org.")
        }
        return server
    }

    // MARK: Channels

    /// Every channel that the user sees.
    func channels() async throws -> [Channel] {
        let guild = try await client.send(.firstGuild)
        return try await client.send(.channels(of: guild))
    }

    /// The channels that these name.
    func find(_ names: [ChannelName]) async throws -> [Channel] {
        let all = try await channels()
        return try names.map { try $0.find(in: all) }
    }
}

extension Endpoint where Response == GuildID {
    /// The community that the server hosts. `GET /users/@me/guilds`
    fileprivate static var firstGuild: Self {
        Self(
            .get, "/users/@me/guilds",
            decode: { json throws(DecodingFailure) in
                guard let id = json[0]?["id"]?.uint64 else {
                    throw DecodingFailure(path: "0.id", expected: "an id")
                }
                return GuildID(id)
            })
    }
}

import ChatBase
import ChatCore
import ChatServer

/// A real server inside a test: its own data in a temporary directory, on a free port of
/// 127.0.0.1, without limits on requests.
///
///     let server = try await TestServer.start()
///     let token = try await server.addBot("echo")
///     … run the bot against server.url with the token …
///     await server.stop()
public final class TestServer: Sendable {
    /// An account that was made for a test.
    public struct Account: Sendable, Hashable {
        /// Its id.
        public let id: UserID
        /// What to sign in with.
        public let username: String
        /// What to sign in with.
        public let password: String
        /// An access token, good for a day.
        public let token: String
    }

    /// What every account gets unless told otherwise.
    public static let password = "correct horse battery"

    /// Where it listens, such as `http://127.0.0.1:34567`; the same after `restart`.
    public let url: String
    private let directory: String
    private let server: Lock<Server?>

    private init(directory: String, server: Server, url: String) {
        self.directory = directory
        self.server = Lock(server)
        self.url = url
    }

    deinit {
        take()?.stop()
        TemporaryDirectory.remove(directory)
    }

    /// Starts a server on fresh data.
    ///
    /// - Parameter configure: changes the settings before the start, such as lifetimes.
    /// - Throws: an error that says why it can't start.
    public static func start(
        configure: @Sendable (inout Configuration) -> Void = { _ in }
    ) async throws -> TestServer {
        let directory = try TemporaryDirectory.make()
        var configuration = Configuration(dataDirectory: directory)
        configuration.listen = ["127.0.0.1:0"]
        configuration.workers = 2
        configuration.limits.isEnabled = false
        configuration.accounts.registration = .open
        configuration.accounts.accessTokenLifetime = .seconds(86_400)
        // A test's passwords protect nothing.
        configuration.accounts.argon2Memory = 64
        configuration.accounts.argon2Iterations = 1
        configuration.shutdownTimeout = .seconds(2)
        configuration.logLevel = "error"
        configure(&configuration)
        do {
            let (server, urls) = try await run(configuration)
            return TestServer(directory: directory, server: server, url: urls[0])
        } catch {
            TemporaryDirectory.remove(directory)
            throw error
        }
    }

    /// Stops the server; its data is removed with the last reference to it.
    public func stop() async {
        guard let running = take() else { return }
        await Blocking.run { running.stop() }
    }

    /// The same for callers that may block.
    package func stopAndWait() { take()?.stop() }

    /// Stops it and starts it again on the same data and port, as an upgrade would.
    ///
    /// - Throws: an error that says why it can't start.
    public func restart() async throws {
        guard let former = take() else { throw TestServerError.stopped }
        await Blocking.run { former.stop() }
        let (server, _) = try await Self.run(former.configuration)
        self.server.withLock { $0 = server }
    }

    private static func run(_ configuration: Configuration) async throws -> (Server, [String]) {
        try await Blocking.run {
            let server = try Server(configuration)
            return (server, try server.start())
        }
    }

    private func take() -> Server? {
        server.withLock { server in
            let running = server
            server = nil
            return running
        }
    }

    // MARK: Accounts

    /// Makes an account and signs it in. The first one owns the server.
    ///
    /// - Throws: an error if the name is taken or not valid, or the server is stopped.
    public func addUser(
        _ name: String, password: String = TestServer.password
    ) async throws -> Account {
        let engine = try running().engine
        let hash = try await hash(password)
        var random = SystemRandom()
        let (access, refresh) = (Token.access(&random), Token.refresh(&random))
        let (accessHash, refreshHash) = (access.hash, refresh.hash)
        let user = try await Blocking.run {
            try engine.writeAndWait { tx throws(APIError) in
                let user = try tx.register(username: name, passwordHash: hash)
                _ = try tx.createDevice(
                    of: user.id, name: "test", access: accessHash, refresh: refreshHash)
                return user
            }
        }
        return Account(
            id: user.id, username: user.username, password: password, token: access.text)
    }

    /// Makes a bot.
    ///
    /// - Returns: its token.
    /// - Throws: an error if the name is taken or not valid, or the server is stopped.
    public func addBot(_ name: String) async throws -> String {
        let engine = try running().engine
        return try await Blocking.run {
            try engine.writeAndWait { tx throws(APIError) in
                let bot = try tx.register(username: name, passwordHash: nil, isBot: true)
                var random = SystemRandom()
                let token = Token.bot(id: bot.id.rawValue, &random)
                _ = try tx.setBotToken(token.hash, of: bot.id)
                return token.text
            }
        }
    }

    /// The ids of the channels by name; a fresh server has `welcome` and `general`.
    public var channels: [String: ChannelID] {
        let channels = (try? running())?.engine.snapshot.community.channels.values.map {
            ($0.name, $0.id)
        }
        return Dictionary(channels ?? [], uniquingKeysWith: { first, _ in first })
    }

    // MARK: Parts

    /// For tests of this package.
    package func running() throws -> Server {
        guard let running = server.withLock({ $0 }) else { throw TestServerError.stopped }
        return running
    }

    private func hash(_ password: String) async throws -> String {
        let passwords = try running().services.passwords
        let outcome = await withCheckedContinuation { continuation in
            passwords.hash(password) { continuation.resume(returning: $0) }
        }
        guard case .hashed(let hash) = outcome else { throw TestServerError.busy }
        return hash
    }
}

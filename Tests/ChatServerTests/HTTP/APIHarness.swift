import ChatBase
import ChatCore
import Glibc

@testable import ChatServer

/// The router over a real database in a folder of its own, without a network.
final class APIHarness: Sendable {
    let engine: Engine
    let services: APIServices
    let router: Router
    let time = ManualTime()
    let typings: TypingLog
    private let folder: String
    private let passwords: PasswordWorkers

    final class TypingLog: GatewayNotifier {
        let seen = Lock<[(UserID, ChannelID)]>([])
        func typing(_ user: UserID, in channel: ChannelID) {
            seen.withLock { $0.append((user, channel)) }
        }
        var sessionCount: Int { 3 }
        var onlineCount: Int { 2 }
    }

    init(_ change: (inout Configuration) -> Void = { _ in }) throws {
        var random = SystemRandom()
        folder = "/tmp/roost-api-\(Hex.encode(random.bytes(8)))"
        var configuration = Configuration(dataDirectory: folder)
        configuration.accounts.registration = .open
        configuration.accounts.argon2Memory = 64
        configuration.accounts.argon2Iterations = 1
        configuration.limits.isEnabled = false
        change(&configuration)
        let relay = Lock<APIServices?>(nil)
        engine = try Engine(
            directory: DataDirectory(folder), settings: EngineSettings(configuration),
            time: time, logger: Logger(label: "test", handler: MemoryLogHandler())
        ) { batch in
            relay.withLock { $0 }?.published(batch)
        }
        typings = TypingLog()
        passwords = PasswordWorkers(configuration.accounts)
        services = APIServices(
            configuration: configuration, engine: engine, passwords: passwords,
            notifier: typings, time: time,
            logger: Logger(label: "test", handler: MemoryLogHandler())
        ) { _, _ in
            // Virtual time does not pass by itself: what is put off never comes.
        }
        router = Router(routes: APIRoutes.served, services: services)
        relay.withLock { [services] in $0 = services }
    }

    deinit {
        passwords.stop()
        engine.stop()
        for name in ["roost.db", "roost.db-wal", "roost.db-shm", "roostd.lock"] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    struct Answer {
        let status: Int
        let headers: [String: String]
        let json: JSON

        subscript(key: String) -> JSON? { json[key] }
    }

    /// - Parameter path: below the mount, with its query.
    @discardableResult
    func call(
        _ method: String, _ path: String, token: String? = nil, _ body: JSON? = nil,
        dialect: Dialect = .v1, headers: [(String, String)] = [],
        isAdministration: Bool = false
    ) -> Answer {
        let answer = Condition<APIResponse?>(nil)
        router.handle(
            request(
                method, path, token: token, body, dialect: dialect, headers: headers,
                isAdministration: isAdministration)
        ) { response in answer.update { $0 = response } }
        return Self.answer(answer.wait { $0 })
    }

    func request(
        _ method: String, _ path: String, token: String?, _ body: JSON?,
        dialect: Dialect = .v1, headers: [(String, String)] = [],
        isAdministration: Bool = false
    ) -> APIRequest {
        let parts = path.split(separator: "?", maxSplits: 1)
        var request = APIRequest(
            method: method, path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : nil,
            body: body.map { Array($0.text.utf8) } ?? [], dialect: dialect,
            origin: .init(address: "192.0.2.7", isAdministration: isAdministration),
            id: services.newRequestID())
        if let token { request.headers.append("Authorization", token) }
        for (name, value) in headers { request.headers.append(name, value) }
        return request
    }

    static func answer(_ response: APIResponse) -> Answer {
        Answer(
            status: response.status,
            headers: Dictionary(response.headers, uniquingKeysWith: { first, _ in first }),
            json: (try? JSON(parsing: response.body)) ?? .null)
    }

    // MARK: People

    /// Registers and returns the header of the account.
    func register(_ name: String) -> String {
        let answer = call(
            "POST", "/auth/register",
            ["username": .string(name), "password": .string("password \(name)")])
        return "Bearer " + (answer["access_token"]?.string ?? "refused: \(answer.json.text)")
    }

    var guild: String { "\(engine.snapshot.community.guild.id)" }

    /// The id of a channel.
    func channel(_ name: String) -> String {
        let channel = engine.snapshot.community.channels.values.first { $0.name == name }
        return channel.map { "\($0.id)" } ?? "none"
    }
}

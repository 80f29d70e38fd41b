import ChatBase
import ChatNet
import Testing

@testable import ChatCore

@Suite(.timeLimit(.minutes(10))) struct ChatClientTests {
    private let channel = ChannelID(12)

    private static func user(_ id: Int = 5) -> JSON {
        ["id": .string("\(id)"), "username": "bot"]
    }

    private func client(
        _ server: ScriptedServer, _ identity: ClientConfiguration.Identity = .bot(token: "t"),
        _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> ChatClient {
        var configuration = try server.configuration(identity)
        change(&configuration)
        return try ChatClient(configuration)
    }

    private func failure<Response>(
        of endpoint: Endpoint<Response>, _ client: ChatClient
    ) async -> ChatError? {
        do {
            _ = try await client.send(endpoint)
            return nil
        } catch { return error }
    }

    @Test func `a request is what its endpoint says`() async throws {
        let server = try ScriptedServer { _ in .json(200, []) }
        defer { server.stop() }
        let client = try client(server)
        _ = try await client.send(.messages(in: channel, .before(MessageID(9)), limit: 7))
        let request = try #require(server.requests.first)
        #expect(request.target == "/api/v1/channels/12/messages?limit=7&before=9")
        #expect(request.headers["authorization"] == "Bot t")
    }

    @Test func `a nonce can't smuggle a header field`() async throws {
        let server = try ScriptedServer { _ in .json(200, []) }
        defer { server.stop() }
        let client = try client(server)
        for nonce in ["a\r\nX-Evil: 1", "a\u{0}", "a\n"] {
            let error = await failure(
                of: .sendMessage("a", in: channel, nonce: nonce), client)
            #expect(error?.code == .invalid)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func `refusals have a code, the server's words and its name for the request`()
        async throws
    {
        let codes: [(Int, ChatError.Code)] = [
            (401, .unauthorized), (403, .forbidden), (404, .notFound), (400, .invalid),
            (413, .invalid), (501, .server(status: 501)), (302, .protocolViolation),
        ]
        for (status, code) in codes {
            let server = try ScriptedServer { _ in
                .json(
                    status,
                    [
                        "code": 50035, "message": "Invalid Form Body", "request_id": "r1",
                        "errors": ["content": ["_errors": [["code": "X", "message": "too long"]]]],
                    ])
            }
            defer { server.stop() }
            let error = await failure(of: .currentUser, try client(server))
            #expect(error?.code == code)
            #expect(error?.body?.code == .invalidFormBody)
            #expect(error?.description.contains("content: too long") == true)
            #expect(error?.description.contains("r1") == true)
        }
    }

    @Test func `what is no answer of ours is a broken protocol, not a crash`() async throws {
        for body in ["", "{", "[]", "{\"id\":\"x\"}", "<html>", "\u{0}"] {
            let server = try ScriptedServer { _ in .text(200, body) }
            defer { server.stop() }
            let error = await failure(of: .currentUser, try client(server))
            #expect(error?.code == .protocolViolation, "\(body)")
        }
    }

    @Test func `a failing server is asked again, with the same nonce`() async throws {
        let count = Lock(0)
        let server = try ScriptedServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number < 3
                ? .json(503, [:]) : .json(200, ScriptedServer.message(id: 1, content: "a"))
        }
        defer { server.stop() }
        let sent = try await client(server).sendMessage("a", in: channel)
        #expect(sent.content == "a")
        let nonces = server.requests.map { try? JSON(parsing: $0.body)["nonce"]?.string }
        #expect(nonces.count == 3 && Set(nonces).count == 1)
    }

    @Test func `what may not be repeated is not, and patience has an end`() async throws {
        let server = try ScriptedServer { _ in .json(500, [:]) }
        defer { server.stop() }
        let impatient = try client(server) { $0.retryFor = .milliseconds(300) }
        let write = await failure(
            of: .createChannel(in: GuildID(1), name: "a"), impatient)
        #expect(write?.code == .server(status: 500) && server.requests.count == 1)
        let read = await failure(of: .currentUser, impatient)
        #expect(read?.code == .server(status: 500))
    }

    @Test func `the limits are waited out, not run into`() async throws {
        // A strict server: two in each 200 ms, and it counts who comes too early.
        struct Window { var start = MonotonicTime(nanoseconds: 0), used = 0, refused = 0 }
        let window = Lock(Window())
        let time = SystemTime()
        let server = try ScriptedServer { _ in
            let (isIn, remaining, after) = window.withLock { window in
                if time.now - window.start >= .milliseconds(200) {
                    window.start = time.now
                    window.used = 0
                }
                window.used += 1
                if window.used > 2 { window.refused += 1 }
                let after = (window.start + .milliseconds(200) - time.now).seconds
                return (window.used <= 2, max(0, 2 - window.used), after)
            }
            let fields = RateLimitHeaders(
                limit: 2, remaining: remaining, reset: 0, resetAfter: after, bucket: "m"
            ).fields
            return isIn
                ? .json(200, ScriptedServer.message(id: 1, content: "a"), fields)
                : .json(429, ["message": "slow", "retry_after": .double(after)], fields)
        }
        defer { server.stop() }
        let client = try client(server)
        for _ in 0..<9 { try await client.sendMessage("a", in: channel) }
        #expect(window.withLock { $0.refused } == 0)
        #expect(server.requests.count == 9)
    }

    @Test func `a wait that is longer than allowed is an error that says how long`() async throws {
        let server = try ScriptedServer { _ in
            .json(429, ["message": "slow", "retry_after": 900, "global": true])
        }
        defer { server.stop() }
        let error = await failure(of: .currentUser, try client(server))
        #expect(error?.code == .rateLimited)
        #expect(try #require(error?.retryAfter) > .seconds(890))
    }

    @Test func `twenty requests with an expired token cause one refresh`() async throws {
        let refreshes = Lock(0)
        let server = try ScriptedServer { request in
            if request.path == "/api/v1/auth/refresh" {
                refreshes.withLock { $0 += 1 }
                return .json(
                    200,
                    [
                        "access_token": "new", "refresh_token": "r2", "expires_in": 900,
                        "device_id": "1", "user": Self.user(),
                    ])
            }
            return request.headers["authorization"] == "Bearer new"
                ? .json(200, Self.user()) : .json(401, ["code": 900_006, "message": "expired"])
        }
        defer { server.stop() }
        let store = MemoryCredentials(Credential(accessToken: "old", refreshToken: "r1"))
        let client = try client(server, .device(store))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.send(.currentUser) } }
            try await group.waitForAll()
        }
        #expect(refreshes.withLock { $0 } == 1)
        #expect(store.load() == Credential(accessToken: "new", refreshToken: "r2"))
    }

    @Test func `a refresh that is refused means signed out, once`() async throws {
        let server = try ScriptedServer { _ in .json(401, ["code": 900_005, "message": "reused"]) }
        defer { server.stop() }
        let store = MemoryCredentials(Credential(accessToken: "old", refreshToken: "r1"))
        let error = await failure(of: .currentUser, try client(server, .device(store)))
        #expect(error?.code == .unauthorized)
        #expect(server.requests.map(\.path) == ["/api/v1/users/@me", "/api/v1/auth/refresh"])
        let nobody = await failure(of: .currentUser, try client(server, .anonymous))
        #expect(nobody?.code == .unauthorized && server.requests.count == 2)
    }

    @Test func `messages to one channel keep their order while the server fails`() async throws {
        let contents = Lock<[String]>([])
        let isOpen = Lock(false)
        let count = Lock(0)
        let server = try ScriptedServer { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            guard isOpen.withLock({ $0 }), number % 3 != 1 else { return .json(503, [:]) }
            let content = (try? JSON(parsing: request.body))?["content"]?.string ?? ""
            contents.withLock { $0.append(content) }
            return .json(200, ScriptedServer.message(id: number, content: content))
        }
        defer { server.stop() }
        let client = try client(server)
        let channel = channel
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<8 {
            tasks.append(Task { _ = try await client.sendMessage("\(number)", in: channel) })
            try await eventually("it is in line") {
                !server.requests.isEmpty && client.lanes.waitingCount(channel) == number
            }
        }
        isOpen.withLock { $0 = true }
        for task in tasks { try await task.value }
        #expect(contents.withLock { $0 } == (0..<8).map(String.init))
    }
}

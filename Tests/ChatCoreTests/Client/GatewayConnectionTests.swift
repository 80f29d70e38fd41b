import ChatBase
import ChatNet
import Testing

@testable import ChatCore

@Suite(.timeLimit(.minutes(10))) struct GatewayConnectionTests {
    /// Answers IDENTIFY and RESUME as a server does that has nothing to replay.
    private static let polite: ScriptedServer.Converse = { frame in
        switch frame["op"]?.int {
        case 2: [ScriptedServer.ready(cursor: "c0")]
        case 6: [["op": 0, "t": "RESUMED", "d": ["replayed": 0, "cursor": "c9"]]]
        case 1: [["op": 11, "d": ["cursor": "c1"]]]
        default: []
        }
    }

    /// The next event that is one of the community's.
    private func next(_ events: EventStream) async throws -> ChatEvent? {
        for try await event in events where event.n != nil { return event }
        return nil
    }

    @Test func `a connection identifies, is ready, and hears what happens`() async throws {
        let server = try ScriptedServer(converse: Self.polite)
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect()
        defer { connection.close() }
        let first = try await connection.buffer.next()
        guard case .ready(let ready)? = first?.payload else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(ready.user.id == UserID(5))
        #expect(try await connection.buffer.next()?.payload == .cursor("c0"))
        server.push(ScriptedServer.message(1))
        let event = try await next(connection.events)
        #expect(event?.scope == .channel(ChannelID(12)) && event?.n == 1)
        #expect(server.frames.first?["d"]?["token"] == "t")
        #expect(server.requests.isEmpty)
    }

    @Test func `after the link broke it resumes at the cursor, and repeats nothing`() async throws {
        let server = try ScriptedServer(converse: { frame in
            guard frame["op"] == 6 else { return Self.polite(frame) }
            return [ScriptedServer.message(1), ScriptedServer.message(2)] + Self.polite(frame)
        })
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect()
        defer { connection.close() }
        try await eventually("it is ready") { server.frames.count == 1 }
        server.push(ScriptedServer.message(1))
        #expect(try await next(connection.events)?.n == 1)
        server.cutSockets()
        #expect(try await next(connection.events)?.n == 2)
        let resume = try #require(server.frames.last)
        #expect(resume["op"] == 6 && resume["d"]?["cursor"] == "c0")
    }

    @Test func `a run goes on where the last one left off`() async throws {
        let server = try ScriptedServer(converse: { frame in
            guard frame["op"] == 6 else { return Self.polite(frame) }
            return (4...6).map { ScriptedServer.message($0) } + Self.polite(frame)
        })
        defer { server.stop() }
        var point = ResumePoint(cursor: "c3")
        point.record(
            ChatEvent(.unknown("X", json: ""), scope: .channel(ChannelID(12)), n: 5))
        let connection = try ChatClient(server.configuration()).connect(from: point)
        defer { connection.close() }
        // 4 and 5 were dealt with after the cursor was given.
        #expect(try await next(connection.events)?.n == 6)
        #expect(server.frames.first?["d"]?["cursor"] == "c3")
    }

    @Test func `a slow reader slows the server down and loses nothing`() async throws {
        let total = 20_000
        let server = try ScriptedServer(converse: Self.polite)
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect(capacity: 16)
        defer { connection.close() }
        try await eventually("it is ready") { server.frames.count == 1 }
        // Far more than the kernel holds, in portions that the server's own bound allows.
        let text = String(repeating: "x", count: 400)
        let read = Lock(0)
        let feeder = Task {
            for start in stride(from: 1, through: total, by: 500) {
                for n in start..<start + 500 {
                    server.push(ScriptedServer.message(n, content: text))
                }
                try await eventually("the reader gets there") {
                    read.withLock { $0 } >= start - 500
                }
            }
        }
        var expected: Int64 = 0
        while expected < total, let event = try await next(connection.events) {
            expected += 1
            guard event.n == expected else {
                Issue.record("\(String(describing: event.n)) instead of \(expected)")
                break
            }
            read.withLock { $0 += 1 }
            #expect(connection.buffer.count <= 16 + 2)
        }
        try await feeder.value
        #expect(server.script.state.update { $0.connections } == 1)
    }

    @Test func `a refused token is renewed once and the connection goes on`() async throws {
        let server = try ScriptedServer(
            respond: { _ in
                .json(
                    200,
                    [
                        "access_token": "new", "refresh_token": "r2", "expires_in": 900,
                        "device_id": "1", "user": ["id": "5", "username": "ann"],
                    ])
            },
            converse: { frame in
                frame["op"] == 2 && frame["d"]?["token"] != "new" ? [] : Self.polite(frame)
            })
        defer { server.stop() }
        let store = MemoryCredentials(Credential(accessToken: "old", refreshToken: "r1"))
        let connection = try ChatClient(server.configuration(.device(store))).connect()
        defer { connection.close() }
        try await eventually("it identified") { server.frames.count == 1 }
        server.closeSockets(code: 4004)
        try await eventually("it identified anew") { server.frames.count == 2 }
        #expect(server.frames.last?["d"]?["token"] == "new")
        guard case .ready? = try await connection.buffer.next()?.payload else {
            Issue.record("no READY")
            return
        }
    }

    @Test func `a device that was signed out ends the stream, saying so`() async throws {
        let server = try ScriptedServer(converse: Self.polite)
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect()
        try await eventually("it is ready") { server.frames.count == 1 }
        server.closeSockets(code: 4031)
        do {
            for try await _ in connection.events {}
            Issue.record("the stream ended without a reason")
        } catch {
            #expect(error.code == .unauthorized)
        }
    }

    @Test func `closing says goodbye to the server and ends the stream`() async throws {
        let server = try ScriptedServer(converse: Self.polite)
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect()
        try await eventually("it is ready") { server.frames.count == 1 }
        connection.close()
        for try await _ in connection.events {}
        try await eventually("the server knows") {
            server.script.state.update { $0.closeCodes } == [1000]
        }
    }

    @Test func `the states tell of the link`() async throws {
        let server = try ScriptedServer(converse: Self.polite)
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect()
        var states = connection.states.makeAsyncIterator()
        #expect(await states.next() == .connecting)
        #expect(await states.next() == .starting)
        #expect(await states.next() == .live)
        server.cutSockets()
        guard case .waiting? = await states.next() else {
            Issue.record("it did not wait")
            return
        }
        connection.close()
        while let state = await states.next() { if state == .closed { break } }
    }

    @Test func `what was subscribed to and shown is said again on a new link`() async throws {
        let server = try ScriptedServer(converse: Self.polite)
        defer { server.stop() }
        let connection = try ChatClient(server.configuration()).connect()
        defer { connection.close() }
        connection.subscribe(to: [ChannelID(12)])
        connection.setPresence(.idle)
        let says = { server.frames.compactMap { $0["op"]?.int }.filter { $0 == 100 || $0 == 3 } }
        try await eventually("it is said") { says() == [3, 100] }
        server.cutSockets()
        try await eventually("it is said again") { says() == [3, 100, 3, 100] }
    }

    @Test func `a certificate that is not the pinned one ends it at once`() async throws {
        let folder = TemporaryFolder()
        let files = NetConfiguration.CertificateFiles(
            certificate: folder.file("c.pem"), key: folder.file("k.pem"))
        try SelfSignedCertificate.write(names: ["127.0.0.1"], to: files)
        let server = try ScriptedServer(certificate: files, converse: Self.polite)
        defer { server.stop() }
        var configuration = try server.configuration()
        configuration.trust = .pinned(fingerprint: String(repeating: "0", count: 64))
        let stranger = try ChatClient(configuration).connect()
        do {
            for try await _ in stranger.events {}
            Issue.record("it talked to a stranger")
        } catch {
            #expect(error.code == .certificateChanged)
        }
        #expect(server.frames.isEmpty)
        configuration.trust = .pinned(
            fingerprint: try SelfSignedCertificate.fingerprint(ofPEM: files.certificate))
        let friend = try ChatClient(configuration).connect()
        defer { friend.close() }
        guard case .ready? = try await friend.buffer.next()?.payload else {
            Issue.record("no READY over TLS")
            return
        }
    }
}

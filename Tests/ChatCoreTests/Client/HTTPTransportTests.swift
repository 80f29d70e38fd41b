import ChatBase
import ChatNet
import Testing

@testable import ChatCore

@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTests {
    private let folder = TemporaryFolder()

    private func certificate(_ name: String) throws -> NetConfiguration.CertificateFiles {
        let files = NetConfiguration.CertificateFiles(
            certificate: folder.file(name + ".pem"), key: folder.file(name + ".key"))
        try SelfSignedCertificate.write(names: ["127.0.0.1"], to: files)
        return files
    }

    private func fetch(
        _ url: String, _ change: (inout TransportSettings) -> Void = { _ in }
    ) async throws(ChatError) -> HTTPTransport.Response {
        var settings = TransportSettings()
        change(&settings)
        let transport = HTTPTransport(settings: settings)
        return try await transport.perform(.init(method: "GET", url: url + "/x"))
    }

    private func failure(
        _ url: String, _ change: (inout TransportSettings) -> Void = { _ in }
    ) async -> ChatError? {
        do {
            _ = try await fetch(url, change)
            return nil
        } catch { return error }
    }

    @Test func `method, fields and body arrive as they were sent, and so does the answer`()
        async throws
    {
        let server = try ScriptedServer { request in
            HTTPResponse(
                status: 201, headers: [("X-Seen", request.method)], body: request.body)
        }
        defer { server.stop() }
        let transport = HTTPTransport(settings: TransportSettings())
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (method, sent) in [("PUT", body), ("POST", []), ("PATCH", [0]), ("DELETE", nil)] {
            let response = try await transport.perform(
                .init(
                    method: method, url: server.url + "/a?b=c", headers: [("X-Test", "é v")],
                    body: sent))
            #expect(response.status == 201)
            #expect(response[header: "x-seen"] == method)
            #expect(response.body == sent ?? [])
        }
        let seen = server.requests
        #expect(seen.allSatisfy { $0.target == "/a?b=c" && $0.headers["x-test"] == "é v" })
    }

    @Test func `many requests at once share few connections and one thread`() async throws {
        let server = try ScriptedServer { .text(200, $0.target) }
        defer { server.stop() }
        let transport = HTTPTransport(settings: TransportSettings())
        let bodies = try await withThrowingTaskGroup(of: (String, String).self) { group in
            for number in 0..<300 {
                group.addTask {
                    let response = try await transport.perform(
                        .init(method: "GET", url: "\(server.url)/\(number)"))
                    return ("/\(number)\n", String(decoding: response.body, as: UTF8.self))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bodies.count == 300)
        #expect(bodies.allSatisfy { $0.0 == $0.1 })
    }

    @Test func `a certificate nobody vouches for is refused, with its fingerprint`() async throws {
        let files = try certificate("a")
        let server = try ScriptedServer(certificate: files)
        defer { server.stop() }
        let error = await failure(server.url)
        #expect(error?.code == .certificateUntrusted)
        let fingerprint = try SelfSignedCertificate.fingerprint(ofPEM: files.certificate)
        #expect(error?.fingerprint == fingerprint)
        #expect(server.requests.isEmpty)
        // First use: the user looks at it, and from then on it is the one.
        let digest = try #require(Hex.decode(fingerprint))
        let response = try await fetch(server.url) { $0.trust = .pinned(digest) }
        #expect(response.status == 404)
    }

    @Test func `a certificate that changed is an error of its own, before anything is sent`()
        async throws
    {
        let known = try certificate("known")
        let server = try ScriptedServer(certificate: try certificate("other"))
        defer { server.stop() }
        let digest = try #require(
            Hex.decode(try SelfSignedCertificate.fingerprint(ofPEM: known.certificate)))
        let error = await failure(server.url) { $0.trust = .pinned(digest) }
        #expect(error?.code == .certificateChanged)
        #expect(server.requests.isEmpty)
    }

    @Test func `an authority's file is enough, another one's is not`() async throws {
        let files = try certificate("a")
        let server = try ScriptedServer(certificate: files)
        defer { server.stop() }
        let response = try await fetch(server.url) {
            $0.trust = .authorities(file: files.certificate)
        }
        #expect(response.status == 404)
        let other = try certificate("b").certificate
        let error = await failure(server.url) { $0.trust = .authorities(file: other) }
        #expect(error?.code == .certificateUntrusted)
        let missing = await failure(server.url) { $0.trust = .authorities(file: "/nowhere") }
        #expect(missing?.code == .configuration)
    }

    @Test func `nobody there, no answer, too much of an answer`() async throws {
        #expect(await failure("http://127.0.0.1:1")?.code == .unreachable)
        let server = try ScriptedServer { request in
            request.target == "/x" ? nil : HTTPResponse(status: 200, body: [0])
        }
        defer { server.stop() }
        let silent = await failure(server.url) { $0.requestTimeout = .milliseconds(100) }
        #expect(silent?.code == .timedOut)
        let long = try ScriptedServer { _ in
            HTTPResponse(status: 200, body: [UInt8](repeating: 1, count: 5000))
        }
        defer { long.stop() }
        #expect(await failure(long.url) { $0.responseLimit = 4999 }?.code == .protocolViolation)
        #expect(await failure(long.url) { $0.responseLimit = 5000 } == nil)
    }

    @Test func `a request ends when its task is cancelled, also before it began`() async throws {
        let server = try ScriptedServer { _ in nil }
        defer { server.stop() }
        let transport = HTTPTransport(settings: TransportSettings())
        let url = server.url
        let task = Task { try await transport.perform(.init(method: "GET", url: url + "/x")) }
        try await eventually("the request arrives") { !server.requests.isEmpty }
        task.cancel()
        await #expect(throws: ChatError.self) { try await task.value }
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.perform(.init(method: "GET", url: url + "/x"))
        }
        await #expect(throws: ChatError.self) { try await early.value }
    }

    @Test func `closing ends what is under way`() async throws {
        let server = try ScriptedServer { _ in nil }
        defer { server.stop() }
        let transport = HTTPTransport(settings: TransportSettings())
        let url = server.url
        let task = Task { () async throws(ChatError) in
            try await transport.perform(.init(method: "GET", url: url + "/x"))
        }
        try await eventually("the request arrives") { !server.requests.isEmpty }
        transport.close()
        do {
            _ = try await task.value
            Issue.record("there was an answer")
        } catch {
            #expect((error as? ChatError)?.code == .closed)
        }
    }

    @Test func `a unix socket serves as well`() async throws {
        let path = folder.file("socket")
        let server = try ScriptedServer(listen: "unix:" + path) { .text(200, $0.target) }
        defer { server.stop() }
        let url = try #require(ServerURL("unix:" + path))
        let response = try await fetch(url.base) { $0.unixSocket = path }
        #expect(String(decoding: response.body, as: UTF8.self) == "/x\n")
    }

    @Test func `a proxy is asked for the way`() async throws {
        let proxy = try ScriptedServer()
        defer { proxy.stop() }
        let url = proxy.url
        let response = try await fetch("http://roost.invalid") { $0.proxy = url }
        #expect(response.status == 404)
        // The client asked a server whose name means nothing here, by way of this one.
        #expect(proxy.requests.map(\.target) == ["/x"])
        #expect(await failure("http://roost.invalid") { $0.proxy = "" }?.code == .unreachable)
    }
}

import ChatBase
import ChatNet
import Glibc
import Testing

@testable import ChatServer

@Suite final class ListenPlanTests {
    let directory: DataDirectory

    init() throws {
        var random = SystemRandom()
        directory = DataDirectory("/tmp/roost-plan-\(Hex.encode(random.bytes(8)))")
        try directory.create()
    }

    deinit {
        for name in ["ports.json", "certificate.pem", "key.pem"] {
            unlink(directory.path + "/" + name)
        }
        rmdir(directory.path)
    }

    func plan(_ listen: [String], _ change: (inout Configuration) -> Void = { _ in }) throws
        -> ListenPlan
    {
        var configuration = Configuration(dataDirectory: directory.path)
        configuration.listen = listen
        change(&configuration)
        return try ListenPlan(configuration, directory)
    }

    @Test func loopbackIsPlainAndEverythingElseEncrypted() throws {
        #expect(try !plan(["127.0.0.1:0", "[::1]:0", "unix:/tmp/x"]).isSecure)
        #expect(try plan(["127.0.0.1:0", "0.0.0.0:0"]).isSecure)
        #expect(try plan(["*:0"]).isSecure)
        #expect(try !plan(["*:0"]) { $0.allowsPlain = true }.isSecure)
        #expect(try plan(["127.0.0.1:0"]) { $0.tls.mode = .on }.isSecure)
        let refused = #expect(throws: StartupError.self) {
            try self.plan(["0.0.0.0:80"]) { $0.tls.mode = .off }
        }
        #expect(refused?.message.contains("allow_plain") == true)
        #expect(throws: StartupError.self) { try self.plan([]) }
        #expect(throws: StartupError.self) { try self.plan(["nowhere"]) }
        #expect(throws: StartupError.self) {
            try self.plan(["*:1"]) { $0.tls.certificate = "/x.pem" }
        }
    }

    @Test func aPortThatWasChosenIsTakenAgain() throws {
        let plan = try plan(["127.0.0.1:0", "[::1]:8443", "unix:/tmp/x"])
        var ports = PortMemory(directory)
        plan.remember(["http://127.0.0.1:4711", "http://[::1]:8443", "unix:/tmp/x"], in: &ports)
        let listeners = plan.listeners(PortMemory(directory))
        #expect(
            listeners.map(\.address) == [
                .tcp(host: "127.0.0.1", port: 4711), .tcp(host: "::1", port: 8443),
                .unix(path: "/tmp/x"),
            ])
        #expect(plan.listeners(nil).first?.address == .tcp(host: "127.0.0.1", port: 0))
    }

    @Test func theCertificateIsMadeOnce() throws {
        var configuration = Configuration(dataDirectory: directory.path)
        configuration.listen = ["*:0"]
        let plan = try ListenPlan(configuration, directory)
        let first = try plan.prepareCertificate(configuration)
        #expect(first?.count == 64)
        #expect(try plan.prepareCertificate(configuration) == first)
        var mode = stat()
        #expect(stat(directory.path + "/key.pem", &mode) == 0)
        #expect(mode.st_mode & 0o777 == 0o600)
    }

    @Test func hostsOfURLs() {
        #expect(ListenPlan.host("https://chat.example.org/x") == "chat.example.org")
        #expect(ListenPlan.host("https://chat.example.org:8443") == "chat.example.org")
        #expect(ListenPlan.host("https://[2001:db8::1]:8443/") == "2001:db8::1")
        #expect(ListenPlan.host("chat.example.org") == nil)
    }

    @Test func longPathsOfSocketsAreReachedAnotherWay() throws {
        let short = try SocketPlace("/tmp", "admin.sock")
        #expect(short.path == "/tmp/admin.sock")
        let folder = directory.path + "/" + String(repeating: "x", count: 100)
        mkdir(folder, 0o700)
        defer { rmdir(folder) }
        let long = try SocketPlace(folder, "admin.sock")
        #expect(long.path.utf8.count <= 107)
        #expect(long.path.hasSuffix("/admin.sock"))
    }

    @Test func filesAppearWholeOrNotAtAll() throws {
        let path = directory.path + "/ports.json"
        try AtomicFile.write(Array("one".utf8), to: path)
        try AtomicFile.write(Array("two".utf8), to: path)
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(fread(&bytes, 1, 16, file) == 3)
        #expect(bytes.prefix(3) == Array("two".utf8)[...])
        #expect(throws: StartupError.self) {
            try AtomicFile.write([1], to: self.directory.path + "/none/file")
        }
    }
}

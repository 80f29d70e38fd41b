import ChatBase
import Glibc
import Testing

@testable import ChatNet

@Suite(.timeLimit(.minutes(10))) struct ListenerTests {
    private func hello(_ url: String) throws -> String {
        let client = try RawClient(url)
        try client.send("GET /who HTTP/1.1\r\nHost: a\r\n\r\n")
        return try client.takeResponse().body
    }

    @Test func bothFamiliesAndAUnixSocketAreServed() throws {
        let folder = try TemporaryFolder()
        let server = try TestServer(["127.0.0.1:0", "[::1]:0", "unix:\(folder.path)/socket"])
        #expect(server.urls[0].hasPrefix("http://127.0.0.1:"))
        #expect(server.urls[1].hasPrefix("http://[::1]:"))
        #expect(server.urls[2] == "unix:\(folder.path)/socket")
        #expect(try hello(server.urls[0]) == "127.0.0.1 false 9\n")
        #expect(try hello(server.urls[1]) == "::1 false 9\n")
        #expect(try hello(server.urls[2]) == " false \(getuid())\n")
        server.stop()
        #expect(access("\(folder.path)/socket", F_OK) != 0)
    }

    @Test func aUnixSocketIsTrustedToForward() throws {
        let folder = try TemporaryFolder()
        let server = try TestServer(["unix:\(folder.path)/socket"])
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send(
            "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 2001:db8::1\r\n"
                + "X-Forwarded-Proto: https\r\n\r\n")
        #expect(try client.takeResponse().body == "2001:db8::1 true \(getuid())\n")
    }

    @Test func anAddressInUseSaysWhatToDo() throws {
        let folder = try TemporaryFolder()
        let server = try TestServer(["127.0.0.1:0", "unix:\(folder.path)/socket"])
        defer { server.stop() }
        let address = String(server.url.dropFirst("http://".count))
        for taken in [address, server.urls[1]] {
            let failure = #expect(throws: NetError.self) { _ = try TestServer([taken]) }
            #expect(failure?.code == .addressInUse)
            #expect(failure?.message.contains("another server listens there") == true)
        }
        #expect(try hello(server.urls[1]) == " false \(getuid())\n")
    }

    @Test func whatAKilledServerLeftIsReplaced() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        let leftover = try ListeningSocket(.init(.unix(path: path)))
        close(leftover.descriptor)
        #expect(access(path, F_OK) == 0)
        let server = try TestServer(["unix:\(path)"])
        defer { server.stop() }
        #expect(try hello(server.url) == " false \(getuid())\n")
    }

    @Test(arguments: [
        ("127.0.0.1:80a", NetError.Code.invalidAddress), ("localhost:0", .invalidAddress),
        ("unix:relative", .invalidAddress), ("nothing", .invalidAddress),
        ("192.0.2.1:0", .addressUnavailable), ("unix:/nowhere/at/all", .system),
    ])
    func aFaultyAddressIsRefusedClearly(_ text: String, _ code: NetError.Code) {
        let failure = #expect(throws: NetError.self) { _ = try TestServer([text]) }
        #expect(failure?.code == code)
    }

    @Test func addressesAreReadAsPeopleWriteThem() throws {
        #expect(try ListenAddress("[::1]:80") == .tcp(host: "::1", port: 80))
        #expect(try ListenAddress(":80") == .tcp(host: "*", port: 80))
        #expect(try ListenAddress("*:80").description == "*:80")
        #expect(try ListenAddress("[::1]:80").description == "[::1]:80")
    }
}

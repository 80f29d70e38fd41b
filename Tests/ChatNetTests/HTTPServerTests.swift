import Testing

@testable import ChatNet

@Suite struct HTTPServerTests {
    @Test func aRequestIsAnsweredAndTheConnectionLives() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        for _ in 1...3 {
            try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.takeResponse()
            #expect(response.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.head.contains("\r\nDate: "))
            #expect(!response.head.contains("Connection: close"))
            #expect(response.body == "hello\n")
        }
    }
}

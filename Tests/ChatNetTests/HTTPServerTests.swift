import ChatBase
import Glibc
import Testing

@testable import ChatNet

@Suite(.timeLimit(.minutes(10))) struct HTTPServerTests {
    private static let get = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func aRequestIsAnsweredAndTheConnectionLives() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        for _ in 1...3 {
            try client.send(Self.get)
            let response = try client.takeResponse()
            #expect(response.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.head.contains("\r\nDate: "))
            #expect(response.head.contains("\r\nServer: roost\r\n"))
            #expect(!response.head.contains("Connection: close"))
            #expect(response.body == "hello\n")
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        var requests = ""
        for number in 1...200 {
            // Some are answered at once, some by another thread.
            requests += number % 3 == 0 ? "GET /later HTTP/1.1\r\nHost: a\r\n\r\n" : ""
            let body = "body \(number)"
            requests +=
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        try client.send(requests)
        for number in 1...200 {
            if number % 3 == 0 { #expect(try client.takeResponse().body == "later\n") }
            #expect(try client.takeResponse().body == "body \(number)")
        }
    }

    @Test func aRequestMayComeByteByByte() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        let request =
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        for byte in request.utf8 { try client.send([byte]) }
        #expect(try client.takeResponse().body == "abcde")
    }

    @Test func theConnectionClosesWhenAskedTo() throws {
        let server = try TestServer()
        defer { server.stop() }
        for request in [
            "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /hello HTTP/1.0\r\n\r\n",
        ] {
            let client = try RawClient(server.url)
            try client.send(request)
            let answer = String(decoding: try client.takeAll(), as: UTF8.self)
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("hello\n"))
        }
    }

    @Test func headAndEmptyAnswersHaveNoBody() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try client.takeResponse(hasBody: false)
        #expect(head.head.contains("\r\nContent-Length: 6\r\n"))
        try client.send("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
        let empty = try client.takeResponse()
        #expect(empty.head.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(!empty.head.contains("Content-Length"))
        #expect(try client.takeResponse().body == "hello\n")
    }

    @Test func onlyTheFirstAnswerCounts() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send("GET /twice HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
        #expect(try client.takeResponse().body == "first\n")
        #expect(try client.takeResponse().body == "hello\n")
    }

    @Test func aPeersTextCannotSplitAnAnswer() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send("GET /split HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try !client.takeResponse().head.contains("\r\nInjected"))
    }

    @Test func aClientThatEndsAfterItsRequestIsAnswered() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
        client.endSending()
        let answer = String(decoding: try client.takeAll(), as: UTF8.self)
        #expect(answer.contains("later\n"))
        #expect(answer.hasSuffix("hello\n"))
    }

    @Test func theClientIsAskedToContinue() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try client.take(25) == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        try client.send("hi")
        #expect(try client.takeResponse().body == "hi")
    }

    @Test func aMalformedRequestGetsItsStatusAndAloneSuffers() throws {
        let server = try TestServer()
        defer { server.stop() }
        let other = try RawClient(server.url)
        for (request, status) in [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/3.0\r\n\r\n", 505),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n", 413),
            ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\n", 414),
        ] {
            let client = try RawClient(server.url)
            try client.send(request)
            let answer = String(decoding: try client.takeAll(), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
            #expect(answer.contains("\r\nConnection: close\r\n"))
        }
        try other.send(Self.get)
        #expect(try other.takeResponse().body == "hello\n")
        #expect(server.net.statistics.malformed.load(ordering: .relaxed) == 4)
    }

    @Test func anAnswerReachesAClientThatIsStillSending() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
        // More than the kernel buffers: closing now would reset the connection.
        try client.send([UInt8](repeating: 97, count: 2_000_000))
        client.endSending()
        let answer = String(decoding: try client.takeAll(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test func tlsOnAPlainPortGetsAnAlert() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        #expect(try client.takeAll().first == 0x15)
    }

    @Test func aLargeAnswerArrivesWhole() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try RawClient(server.url, receiveBuffer: 4_096)
        try client.send("GET /large?20000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = try client.takeAll()
        #expect(answer.count > 20_000_000)
        #expect(answer.suffix(20_000_000).allSatisfy { $0 == 97 })
    }

    @Test func aSlowReaderHoldsUpItsOwnPipeline() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let slow = try RawClient(server.url, receiveBuffer: 4_096)
        let request = "GET /large?1000000 HTTP/1.1\r\nHost: a\r\n\r\n"
        try slow.send(String(repeating: request, count: 100))
        let other = try RawClient(server.url)
        for _ in 1...10 {
            try other.send(Self.get)
            #expect(try other.takeResponse().body == "hello\n")
        }
        // No more than a few answers were begun for a client that reads none.
        #expect(server.net.statistics.requests.load(ordering: .relaxed) < 15)
        for _ in 1...100 { #expect(try slow.takeResponse().body.utf8.count == 1_000_000) }
    }

    @Test func deadlinesEndWhatDoesNotComeInTime() throws {
        let server = try TestServer {
            $0.deadlines.head = Load.deadline
            $0.deadlines.body = Load.deadline
            $0.deadlines.idle = Load.deadline
        }
        defer { server.stop() }
        let silent = try RawClient(server.url)
        let dripping = try RawClient(server.url)
        let bodiless = try RawClient(server.url)
        try dripping.send("GET / HT")
        try bodiless.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
        #expect(try silent.takeAll().isEmpty)
        #expect(try dripping.takeAll().starts(with: "HTTP/1.1 408 ".utf8))
        #expect(try bodiless.takeAll().starts(with: "HTTP/1.1 408 ".utf8))
        let idle = try RawClient(server.url)
        try idle.send(Self.get)
        #expect(try idle.takeAll().suffix(6) == Array("hello\n".utf8)[...])
    }

    @Test func whoReadsNothingIsCut() throws {
        let server = try TestServer { $0.deadlines.stall = .milliseconds(100) }
        defer { server.stop() }
        let client = try RawClient(server.url, receiveBuffer: 4_096)
        try client.send("GET /large?50000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        let other = try RawClient(server.url)
        while server.net.statistics.open.load(ordering: .relaxed) != 1 {
            try other.send(Self.get)
            _ = try other.takeResponse()
        }
    }

    @Test func connectionsAreCappedForEachAddressAndInAll() throws {
        for isTotal in [false, true] {
            let server = try TestServer {
                if isTotal {
                    $0.limits.connections = 2
                } else {
                    $0.limits.connectionsPerAddress = 2
                }
            }
            defer { server.stop() }
            var clients = [try RawClient(server.url), try RawClient(server.url)]
            for client in clients {
                try client.send(Self.get)
                _ = try client.takeResponse()
            }
            let third = try RawClient(server.url)
            #expect(try third.takeAll().starts(with: "HTTP/1.1 503 ".utf8))
            clients.removeLast()
            // The place is free once the server saw the close.
            while true {
                let next = try RawClient(server.url)
                try next.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                if let answer = try? next.takeAll(), answer.starts(with: "HTTP/1.1 200".utf8) {
                    break
                }
            }
        }
    }

    @Test func aTrustedProxySpeaksForItsClients() throws {
        let trusting = try TestServer { $0.trustedProxies = ["127.0.0.0/8"] }
        defer { trusting.stop() }
        let wary = try TestServer()
        defer { wary.stop() }
        let request =
            "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r\n"
            + "X-Forwarded-Proto: https\r\n\r\n"
        let first = try RawClient(trusting.url)
        try first.send(request)
        #expect(try first.takeResponse().body == "203.0.113.9 true 9\n")
        let second = try RawClient(wary.url)
        try second.send(request)
        #expect(try second.takeResponse().body == "127.0.0.1 false 9\n")
    }
}

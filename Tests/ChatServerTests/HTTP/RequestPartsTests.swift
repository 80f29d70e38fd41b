import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct PercentCodingTests {
    @Test func decodesStrictly() {
        #expect(PercentCoding.decode("a%20b") == "a b")
        #expect(PercentCoding.decode("%F0%9F%91%8D") == "👍")
        #expect(PercentCoding.decode("a+b", plusIsBlank: true) == "a b")
        for bad in ["%", "%2", "%zz", "%00", "%0A", "%ff", "a%c3", "%7F"] {
            #expect(PercentCoding.decode(bad) == nil, "\(bad)")
        }
    }

    @Test func whatIsEncodedDecodes() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<300 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<Int(random.next() % 20)).map { _ in
                        Unicode.Scalar(UInt32(random.next() % 0xD000) + 0x20) ?? " "
                    }))
            if text.utf8.contains(0x7F) { continue }
            let encoded = PercentCoding.encode(text)
            #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(PercentCoding.decode(encoded) == text)
        }
    }

    @Test func queriesKeepPairsInOrder() throws {
        let pairs = try #require(PercentCoding.query("a=1&b&c=x%3Dy&a=2"))
        #expect(pairs.map(\.name) == ["a", "b", "c", "a"])
        #expect(pairs.map(\.value) == ["1", "", "x=y", "2"])
        #expect(PercentCoding.query("a=%") == nil)
        #expect(PercentCoding.query("")?.isEmpty == true)
    }
}

@Suite struct BodyReaderTests {
    func reader(_ body: String, type: String? = "application/json") throws -> BodyReader {
        var request = APIRequest(method: "POST", path: "/", body: Array(body.utf8), id: "r")
        if let type { request.headers.append("Content-Type", type) }
        return try BodyReader(request)
    }

    @Test func readsWhatBotLibrariesSend() throws {
        var body = try reader(
            #"{"id":1337,"other":"1338","allow":"2048","deny":1024,"tts":null,"flag":1,"n":"7"}"#)
        let id: UserID? = body.id("id")
        let other: UserID? = body.id("other")
        #expect(id == UserID(1337))
        #expect(other == UserID(1338))
        let allow = body.permissions("allow")
        let deny = body.permissions("deny")
        #expect(allow == [.sendMessages])
        #expect(deny == [.viewChannel])
        let tts = body.bool("tts")
        let flag = body.bool("flag")
        let n = body.integer("n", in: 0...9)
        #expect(tts == nil)
        #expect(flag == true)
        #expect(n == 7)
        try body.finish()
    }

    @Test func allProblemsAreToldAtOnce() throws {
        var body = try reader(#"{"name":5,"topic":"xxxx","flag":"maybe","embeds":[{}]}"#)
        _ = body.requiredString("missing", length: 1...5)
        _ = body.string("name", length: 1...5)
        _ = body.string("topic", length: 0...3)
        _ = body.bool("flag")
        body.refuse("embeds", "components")
        let error = #expect(throws: APIError.self) { try body.finish() }
        #expect(error?.status == 400)
        #expect(error?.code == .invalidFormBody)
        #expect(error?.fields.map(\.path) == ["missing", "name", "topic", "flag", "embeds"])
    }

    @Test func emptyBodiesReadAsEmptyObjects() throws {
        #expect(try reader("", type: "application/octet-stream")["x"] == nil)
    }

    @Test func whatIsNoJSONObjectIsRefused() {
        for (body, type, status) in [
            ("{", "application/json", 400), ("[]", "application/json", 400),
            ("--x", "multipart/form-data; boundary=x", 415),
            ("a=b", "application/x-www-form-urlencoded", 415),
        ] {
            let error = #expect(throws: APIError.self) { try reader(body, type: type) }
            #expect(error?.status == status)
        }
    }
}

@Suite struct ConfigurationTests {
    @Test func theDefaultsAreThoseOfTheTable() {
        let configuration = Configuration(dataDirectory: "/x")
        #expect(configuration.dataDirectory == "/x")
        #expect(configuration.listen == ["127.0.0.1:8080"])
        #expect(configuration.accounts.argon2Memory == 19_456)
        #expect(configuration.accounts.accessTokenLifetime == .seconds(900))
        #expect(configuration.limits.messages == .init(5, per: .seconds(5)))
    }
}

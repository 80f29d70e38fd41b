import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct ServerSessionTests {
    private static let epoch = Epoch(bytes: Array(repeating: 0xAB, count: 16))
    private let start = MonotonicTime(nanoseconds: 0)

    private func session(_ dialect: Dialect) -> ServerSession {
        ServerSession(
            settings: ServerSession.Settings(dialect: dialect, epoch: Self.epoch), now: start)
    }

    private func live(_ dialect: Dialect) -> ServerSession {
        var session = session(dialect)
        _ = session.received(Array(#"{"op":2,"d":{"token":"t","intents":0}}"#.utf8), now: start)
        session.authenticated()
        return session
    }

    private func closing(_ session: ServerSession, _ frame: String) -> CloseCode? {
        var session = session
        guard case .close(let code, _) = session.received(Array(frame.utf8), now: start) else {
            return nil
        }
        return session.phase == .ended ? code : nil
    }

    private func text(_ action: ServerSession.Action?) -> String? {
        guard case .send(let bytes) = action else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("{", 4002), ("[]", 4002), ("7", 4002), ("{}", 4002), (#"{"op":"1"}"#, 4002),
        (#"{"op":1.5}"#, 4002), (#"{"op":0}"#, 4001), (#"{"op":10}"#, 4001),
        (#"{"op":5,"d":null}"#, 4001), (#"{"op":102,"d":{}}"#, 4001), (#"{"op":-1}"#, 4001),
        (#"{"op":3,"d":{"status":"idle"}}"#, 4003), (#"{"op":4,"d":{}}"#, 4003),
        (#"{"op":8,"d":{}}"#, 4003), (#"{"op":100,"d":{}}"#, 4003),
        (#"{"op":101,"d":{}}"#, 4003),
        (#"{"op":2}"#, 4002), (#"{"op":2,"d":{"token":7}}"#, 4002), (#"{"op":6,"d":{}}"#, 4002),
        (#"{"op":2,"d":{"token":"t","intents":0,"shard":[1,2]}}"#, 4010),
        (#"{"op":2,"d":{"token":"t","intents":0,"presence":{"status":"asleep"}}}"#, 4002),
    ])
    func badFramesBeforeIdentifyCloseWithTheirCode(frame: String, code: Int) {
        #expect(closing(session(.v1), frame)?.rawValue == code)
        #expect(closing(session(.v10), frame)?.rawValue == code)
    }

    @Test(arguments: [
        (#"{"op":2,"d":{"token":"t","intents":0}}"#, 4005),
        (#"{"op":6,"d":{"token":"t","cursor":"c"}}"#, 4005),
        (#"{"op":3,"d":{"status":7}}"#, 4002),
        (#"{"op":8,"d":{"limit":-1}}"#, 4002), (#"{"op":8,"d":{"user_ids":["x"]}}"#, 4002),
        (#"{"op":100,"d":{"channels":[null]}}"#, 4002),
        (#"{"op":101,"d":{"m":"GET","p":"/meta"}}"#, 4002),
        (#"{"op":101,"d":{"id":"","m":"GET","p":"/meta"}}"#, 4002),
        (#"{"op":101,"d":{"id":"1","m":"TRACE","p":"/meta"}}"#, 4002),
        (#"{"op":101,"d":{"id":"1","m":"GET","p":"meta"}}"#, 4002),
    ])
    func badFramesOfALiveSessionCloseWithTheirCode(frame: String, code: Int) {
        #expect(closing(live(.v1), frame)?.rawValue == code)
        #expect(closing(live(.v10), frame)?.rawValue == code)
    }

    @Test func intentsAreAskedOfV10Alone() {
        let frame = #"{"op":2,"d":{"token":"t"}}"#
        #expect(closing(session(.v10), frame) == .invalidIntents)
        #expect(closing(session(.v1), frame) == nil)
    }

    @Test func aFrameAboveTheDialectsSizeIsRefused() {
        let padding = String(repeating: " ", count: 4096)
        let frame = #"{"op":1,"d":null}"# + padding
        #expect(closing(session(.v10), frame) == .decodeError)
        #expect(closing(session(.v1), frame) == nil)
        #expect(closing(session(.v1), String(repeating: padding, count: 17)) == .decodeError)
    }

    @Test func helloAndAcknowledgementHaveFourKeysOnV10() throws {
        for dialect in [Dialect.v1, .v10] {
            var session = session(dialect)
            let hello = try JSON(parsing: session.hello)
            #expect(hello["op"] == 10)
            #expect(hello["d"]?["heartbeat_interval"] == 41250)
            #expect(hello["d"]?["epoch"]?.string == Self.epoch.description)
            #expect(hello["d"]?["cursor_retention_s"] == 2_592_000)
            let beat = session.received(Array(#"{"op":1,"d":null}"#.utf8), now: start)
            let answer = try JSON(parsing: try #require(text(beat)))
            #expect(answer["op"] == 11)
            for frame in [hello, answer] {
                #expect((frame["s"] == .null) == (dialect == .v10))
                #expect((frame["t"] == .null) == (dialect == .v10))
            }
        }
    }

    @Test func heartbeatsOfALiveSessionGoToTheShellWithTheirSequence() {
        var session = live(.v10)
        let beat = session.received(Array(#"{"op":1,"d":42}"#.utf8), now: start)
        #expect(beat == .heartbeat(sequence: 42))
    }

    @Test func aConnectionThatNeverIdentifiesEndsAfterThirtySeconds() {
        var session = session(.v10)
        let early = session.timeout(now: start + .milliseconds(29_999))
        #expect(early == nil)
        #expect(session.deadline == start + .seconds(30))
        let late = session.timeout(now: start + .seconds(30))
        guard case .close(.sessionTimedOut, _) = late else {
            Issue.record("still open: \(String(describing: late))")
            return
        }
        #expect(session.deadline == nil)
    }

    @Test func aSilentSessionEndsAfterTwoIntervalsAndABeatingOneLives() {
        var session = live(.v1)
        let beat = start + .milliseconds(41_250)
        _ = session.received(Array(#"{"op":1,"d":null}"#.utf8), now: beat)
        let alive = session.timeout(now: start + .milliseconds(82_500))
        #expect(alive == nil)
        #expect(session.deadline == beat + .milliseconds(82_500))
        let silent = session.timeout(now: beat + .milliseconds(82_500))
        guard case .close(.sessionTimedOut, _) = silent else {
            Issue.record("still open")
            return
        }
    }

    @Test func theHundredAndTwentyFirstFrameOfAMinuteEndsTheConnection() {
        var session = session(.v10)
        let beat = Array(#"{"op":1,"d":null}"#.utf8)
        for _ in 0..<120 { _ = session.received(beat, now: start) }
        #expect(session.phase == .waiting)
        var other = session
        _ = other.received(beat, now: start + .seconds(60))
        #expect(other.phase == .waiting)
        let over = session.received(beat, now: start + .milliseconds(59_999))
        guard case .close(.rateLimited, _) = over else {
            Issue.record("not limited")
            return
        }
    }

    @Test func aResumeWithNullsIsAnsweredWithInvalidSessionAndMayIdentify() throws {
        var session = session(.v10)
        let frame = #"{"op":6,"d":{"token":"t","session_id":null,"seq":null}}"#
        let action = session.received(Array(frame.utf8), now: start)
        let answer = try JSON(parsing: try #require(text(action)))
        #expect(answer["op"] == 9)
        #expect(answer["d"] == false)
        #expect(answer["r"] == "invalid_session")
        let later = start + .seconds(20)
        let next = session.received(
            Array(#"{"op":2,"d":{"token":"t","intents":513}}"#.utf8), now: later)
        guard case .identify(let request) = next else {
            Issue.record("not identified")
            return
        }
        #expect(request.intents == [.guilds, .guildMessages])
    }

    @Test func bothFormsOfResumeAreRead() {
        var ours = session(.v1)
        let cursor = ours.received(
            Array(#"{"op":6,"d":{"token":"t","cursor":"abc"}}"#.utf8), now: start)
        #expect(cursor == .resume(ResumeRequest(token: "t", point: .cursor("abc"))))
        var theirs = session(.v10)
        let seq = theirs.received(
            Array(#"{"op":6,"d":{"token":"t","session_id":"s","seq":9}}"#.utf8), now: start)
        #expect(
            seq == .resume(ResumeRequest(token: "t", point: .session("s", sequence: 9))))
    }

    @Test func afterARefusedResumeThereIsTimeToIdentify() {
        var session = session(.v10)
        let late = start + .seconds(29)
        _ = session.received(
            Array(#"{"op":6,"d":{"token":"t","session_id":"s","seq":9}}"#.utf8), now: late)
        let answer = session.invalidated(reason: "unknown_session", now: late)
        #expect(text(answer)?.contains(#""r":"unknown_session""#) == true)
        #expect(session.phase == .waiting)
        #expect(session.deadline == late + .seconds(30))
    }

    @Test func commandsOfALiveSessionAreRead() {
        var session = live(.v1)
        func act(_ frame: String) -> ServerSession.Action? {
            session.received(Array(frame.utf8), now: start)
        }
        #expect(
            act(#"{"op":3,"d":{"status":"dnd","since":null,"afk":false}}"#)
                == .setPresence(.doNotDisturb))
        #expect(act(#"{"op":3,"d":{"status":null}}"#) == .setPresence(.online))
        #expect(act(#"{"op":4,"d":{"channel_id":null}}"#) == .voiceState)
        guard
            case .requestMembers(let all) = act(
                #"{"op":8,"d":{"guild_id":1,"query":"","limit":0,"presences":false,"nonce":"ab"}}"#)
        else {
            Issue.record("not read")
            return
        }
        #expect(all.selection == .query("") && all.limit == 0 && all.nonce == "ab")
        guard case .requestMembers(let some) = act(#"{"op":8,"d":{"user_ids":["7",8]}}"#) else {
            Issue.record("not read")
            return
        }
        #expect(some.selection == .users([UserID(7), UserID(8)]))
        guard case .subscribe(let wish) = act(#"{"op":100,"d":{"channels":["12"]}}"#) else {
            Issue.record("not read")
            return
        }
        #expect(wish.channels == [ChannelID(12)] && wish.presence)
        guard
            case .call(let call) = act(
                #"{"op":101,"d":{"id":"k9","m":"PUT","p":"/channels/12/read","b":{"a":1}}}"#)
        else {
            Issue.record("not read")
            return
        }
        #expect(call.id == "k9" && call.method == "PUT" && call.body == ["a": 1])
    }

    @Test func callResultsCarryTheirIdAndTheBodyAsItIs() throws {
        let bytes = ServerFrame.callResult(
            .v10, id: "k\"9", status: 200, body: Array(#"{"x":[1,2]}"#.utf8))
        let json = try JSON(parsing: bytes)
        #expect(json["op"] == 102)
        #expect(json["d"] == ["id": "k\"9", "status": 200, "b": ["x": [1, 2]]])
        #expect(json["s"] == .null && json["t"] == .null)
        let empty = try JSON(
            parsing: ServerFrame.callResult(.v1, id: "1", status: 204, body: []))
        #expect(empty["d"]?["b"] == .null)
    }

    @Test func randomFramesNeverTrap() {
        var random = SeededRandom(seed: 7)
        let pieces = [
            #"{"op":"#, "1", "2", "101", "}", #","d":"#, "{", #""token":"t""#, "null", "[", "]",
            #""id":"x""#, ",", "-9223372036854775808", "1e300", "\"", "\u{0}",
            "18446744073709551615",
        ]
        for _ in 0..<20_000 {
            var session = live(random.next() & 1 == 0 ? .v1 : .v10)
            let count = Int(random.next() % 9)
            let frame = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
            _ = session.received(Array(frame.joined().utf8), now: start)
        }
    }
}

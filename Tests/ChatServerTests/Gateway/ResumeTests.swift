import ChatBase
import ChatCore
import Testing

@testable import ChatServer

extension LiveGateway {
    @Suite struct ResumeTests {
        private func names(_ frames: [JSON]) -> [String] {
            frames.compactMap { $0["t"]?.string }.filter { $0 != "PRESENCE_UPDATE" }
        }

        @Test func aCursorBringsEverythingMissedAcrossARestart() async throws {
            let stage = try await Stage()
            let (kept, lost) = (try stage.general, try stage.makeChannel("lost"))
            let shown = try stage.makeChannel("shown", isHidden: true)
            try stage.say("before", in: shown)
            let client = try stage.connect()
            let ready = try client.identify(stage.member.token)[0]
            let cursor = try #require(ready["d"]?["cursor"]?.string)
            let gone = try stage.say("deleted later")
            try stage.say("kept 1")
            try await stage.server.restart()
            try stage.delete(gone)
            try stage.say("unseen", in: lost)
            try stage.hide(lost, true)
            try stage.hide(shown, false)
            let made = try stage.makeChannel("made")
            try stage.say("in made", in: made)
            try stage.say("kept 2")

            let frames = try stage.connect().resume(stage.member.token, cursor: cursor)
            #expect(
                names(frames) == [
                    "CHANNEL_DELETE", "CHANNEL_CREATE", "REDACTED", "MESSAGE_CREATE",
                    "MESSAGE_DELETE", "CHANNEL_CREATE", "MESSAGE_CREATE", "MESSAGE_CREATE",
                    "RESUMED",
                ])
            #expect(frames[0]["sc"]?.string == "c:\(lost)" && frames[0]["d"]?["r"] == "access_lost")
            #expect(frames[1]["sc"]?.string == "c:\(shown)")
            #expect(frames[1]["d"]?["last_n"]?.int == (try stage.numbers(of: shown)).last)
            #expect(frames[5]["sc"]?.string == "c:\(made)" && frames[5]["n"] == 1)
            #expect(frames[8]["d"]?["replayed"] == 6)
            let numbers = frames.filter { $0["sc"]?.string == "c:\(kept)" }.compactMap {
                $0["n"]?.int
            }
            #expect(numbers == Array((try stage.numbers(of: kept)).suffix(4)))
        }

        @Test func aSessionGoesOnByNumberAcrossARestart() async throws {
            let stage = try await Stage()
            let client = try stage.connect("v=10")
            let ready = try client.identify(stage.bot, intents: Stage.allIntents)[0]
            let session = try #require(ready["d"]?["session_id"]?.string)
            try stage.say("seen")
            _ = try client.event("MESSAGE_CREATE")
            let s = client.s
            try stage.say("missed 1")
            let gone = try stage.say("deleted")
            try stage.delete(gone)
            try await stage.server.restart()
            try stage.say("missed 2")

            let second = try stage.connect("v=10")
            let frames = try second.resume(stage.bot, session: session, s: s)
                .filter { $0["t"] != "PRESENCE_UPDATE" }
            #expect(
                names(frames) == [
                    "MESSAGE_CREATE", "REDACTED", "MESSAGE_DELETE", "MESSAGE_CREATE", "RESUMED",
                ])
            #expect(frames.compactMap { $0["s"]?.int } == (1...5).map { Int(s) + $0 })
            try stage.say("live")
            let live = try second.event("MESSAGE_CREATE")
            #expect(live["s"]?.int == Int(s) + 6)
            // And once more from the middle of the replay.
            let third = try stage.connect("v=10")
            let again = try third.resume(stage.bot, session: session, s: s + 2)
                .filter { $0["t"] != "PRESENCE_UPDATE" }
            #expect(
                names(again) == ["MESSAGE_DELETE", "MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"])
            #expect(again[0]["s"]?.int == Int(s) + 3)
            // The former connection of the session is gone.
            #expect(try second.end() == 4000)
        }

        @Test func whatCannotBeServedIsRefusedWithAReason() async throws {
            let stage = try await Stage()
            let client = try stage.connect()
            let ready = try client.identify(stage.member.token)[0]
            let cursor = try #require(ready["d"]?["cursor"]?.string)
            func refusal(_ query: String, _ data: JSON) throws -> String? {
                let client = try stage.connect(query)
                try client.send(6, data)
                let answer = try client.next()
                #expect(answer["op"] == 9 && answer["d"] == false)
                return answer["r"]?.string
            }
            let token = JSON.string(stage.member.token)
            #expect(try refusal("v=1", ["token": token, "cursor": "AAAA"]) == "invalid_cursor")
            #expect(
                try refusal(
                    "v=1", ["token": .string(stage.owner.token), "cursor": .string(cursor)])
                    == "invalid_cursor")
            let none = String(repeating: "0", count: 32)
            #expect(
                try refusal("v=10", ["token": token, "session_id": .string(none), "seq": 1])
                    == "unknown_session")
            #expect(
                try refusal("v=10", ["token": token, "session_id": .null, "seq": .null])
                    == "invalid_session")
        }

        @Test func aCursorOfAnotherEpochIsRefused() async throws {
            let stage = try await Stage()
            let engine = try stage.server.running().engine
            let key = AEAD(key: engine.keys.cursorKey)
            let user = stage.member.id
            let view = try engine.writeAndWait { tx throws(APIError) in
                try tx.store.intern(tx.community.view(of: user))
            }
            func reason(_ epoch: Epoch, _ position: Int64) throws -> String? {
                let cursor = Cursor(epoch: epoch, user: user, position: position, view: view)
                let client = try stage.connect()
                try client.send(
                    6,
                    [
                        "token": .string(stage.member.token),
                        "cursor": .string(
                            cursor.sealed(with: key, nonce: Array(repeating: 3, count: 12))),
                    ])
                return try client.next()["r"]?.string
            }
            #expect(try reason(Epoch(bytes: Array(repeating: 1, count: 16)), 1) == "epoch_changed")
            #expect(try reason(engine.keys.epoch, 1_000_000) == "beyond_head")
        }

        @Test func v10ResumesByCursorToo() async throws {
            let stage = try await Stage()
            let client = try stage.connect("v=10")
            let ready = try client.identify(stage.bot, intents: Stage.allIntents)[0]
            let session = try #require(ready["d"]?["session_id"]?.string)
            let resumed = try stage.connect("v=10").resume(stage.bot, session: session, s: 2)
            let cursor = try #require(resumed.last?["d"]?["cursor"]?.string)
            try stage.say("missed")
            let second = try stage.connect("v=10")
            let frames = try second.resume(stage.bot, cursor: cursor)
                .filter { $0["t"] != "PRESENCE_UPDATE" }
            #expect(names(frames) == ["MESSAGE_CREATE", "RESUMED"])
            #expect(frames.compactMap { $0["s"]?.int } == [1, 2])
            let name = try #require(frames.last?["d"]?["session_id"]?.string)
            try stage.say("more")
            _ = try second.event("MESSAGE_CREATE")
            let third = try stage.connect("v=10").resume(stage.bot, session: name, s: 1)
            #expect(names(third) == ["MESSAGE_CREATE", "RESUMED"])
        }

        @Test func aLongBacklogComesWholeThroughASmallQueue() async throws {
            let stage = try await Stage { $0.limits.queuedFrames = 700 }
            let client = try stage.connect()
            let ready = try client.identify(stage.member.token)[0]
            let cursor = try #require(ready["d"]?["cursor"]?.string)
            let text = String(repeating: "x", count: 3000)
            for _ in 0..<600 { try stage.say(text) }
            let frames = try stage.connect().resume(stage.member.token, cursor: cursor)
            let numbers = frames.compactMap { $0["n"]?.int }
            #expect(numbers == Array((try stage.numbers(of: stage.general)).suffix(600)))
        }

        @Test func tooMuchInOneChannelIsSaidAndTheRestIsReplayed() async throws {
            let stage = try await Stage()
            let busy = try stage.makeChannel("busy")
            let client = try stage.connect()
            let ready = try client.identify(stage.member.token)[0]
            let cursor = try #require(ready["d"]?["cursor"]?.string)
            let (owner, engine) = (stage.owner.id, try stage.server.running().engine)
            try engine.writeAndWait { tx throws(APIError) in
                let device = tx.accounts.devices(of: owner)[0].id
                let author = Principal(user: owner, device: device, isBot: false)
                for _ in 0...Transaction.longestReplay {
                    _ = try tx.createMessage(MessageDraft(content: "."), in: busy, by: author)
                }
            }
            try stage.say("elsewhere")
            let frames = try stage.connect().resume(stage.member.token, cursor: cursor)
            #expect(names(frames) == ["SCOPE_TOO_LONG", "MESSAGE_CREATE", "RESUMED"])
            #expect(frames[0]["d"]?["scope"]?.string == "c:\(busy)")
            #expect(frames[0]["d"]?["last_n"]?.int == (try stage.numbers(of: busy)).last)
        }
    }
}

import ChatBase
import ChatCore
import Testing

@testable import ChatServer

extension LiveGateway {
    @Suite struct GatewayTests {
        @Test func readyOfV1HoldsWhatTheUserSees() async throws {
            let stage = try await Stage()
            let secret = try stage.makeChannel("secret", isHidden: true)
            try stage.say("hello")
            let client = try stage.connect()
            let ready = try client.identify(stage.member.token)[0]["d"] ?? .null
            #expect(ready["v"] == 1)
            #expect(ready["user"]?["username"] == "member")
            #expect(ready["epoch"]?.string == client.hello["d"]?["epoch"]?.string)
            #expect(ready["cursor"]?.string != nil && ready["session_id"]?.string != nil)
            let channels = ready["guild"]?["channels"]?.array ?? []
            #expect(!channels.contains { $0["id"]?.string == "\(secret)" })
            let general = try #require(channels.first { $0["name"] == "general" })
            #expect(general["last_n"]?.int == (try stage.numbers(of: stage.general)).last)
            let parsed = try Ready(json: ready)
            #expect(Set(parsed.members.map(\.user.username)) == ["owner", "member", "bot"])
            #expect(
                parsed.readStates.first { "\($0.channelID)" == general["id"]?.string }?.unread == 1)
            #expect(parsed.lastN[.guild] != nil && parsed.lastN[.user(stage.member.id)] == 0)
        }

        @Test func eventsCarryScopeAndNumberAndTheHeartbeatTheCursor() async throws {
            let stage = try await Stage()
            let client = try stage.connect()
            try client.identify(stage.member.token)
            try stage.say("one")
            let event = try client.event("MESSAGE_CREATE")
            #expect(event["sc"]?.string == "c:\(try stage.general)")
            #expect(event["n"]?.int == (try stage.numbers(of: stage.general)).last)
            #expect(event["s"] == nil)
            let beat = try client.heartbeat()
            let cursor = try #require(beat.cursor)
            let second = try stage.connect()
            let replay = try second.resume(stage.member.token, cursor: cursor)
            #expect(replay.count == 1)
            #expect(replay[0]["d"]?["replayed"] == 0)
        }

        @Test(arguments: [1, 10])
        func badTokensAreRefused(version: Int) async throws {
            let stage = try await Stage()
            let client = try stage.connect("v=\(version)")
            try client.send(2, ["token": "roost_at_wrong", "intents": 0])
            #expect(try client.end() == 4004)
        }

        @Test func v10StartsAsDiscordDoes() async throws {
            let stage = try await Stage()
            let client = try stage.connect("v=10&encoding=json")
            #expect(client.hello["s"] == .null && client.hello["t"] == .null)
            // Libraries beat before they identify, and some send binary frames.
            try client.send(raw: Array(#"{"op":1,"d":null}"#.utf8), isText: false)
            let beat = try client.next()
            #expect(beat["op"] == 11 && beat["s"] == .null && beat["t"] == .null)
            let frames = try client.identify(stage.bot, intents: Stage.allIntents)
            #expect(frames.map { $0["t"]?.string } == ["READY", "GUILD_CREATE"])
            #expect(frames.map { $0["s"]?.int } == [1, 2])
            let ready = frames[0]["d"] ?? .null
            #expect(ready["guilds"]?[0]?["unavailable"] == true)
            #expect(ready["resume_gateway_url"]?.string == "ws://test/gateway")
            #expect(ready["application"]?["flags"] == 0)
            let guild = frames[1]["d"] ?? .null
            #expect(guild["unavailable"] == false)
            for key in [
                "voice_states", "threads", "stage_instances", "guild_scheduled_events",
                "soundboard_sounds", "presences", "emojis", "stickers", "features", "roles",
            ] { #expect(guild[key]?.array != nil, "\(key)") }
            #expect(guild["member_count"]?.int == 3)
            #expect(guild["joined_at"]?.string != nil && guild["large"] == false)
        }

        @Test func hiddenChannelsComeAndGoAndNothingInThemIsTold() async throws {
            let stage = try await Stage()
            let channel = try stage.makeChannel("plans", isHidden: true)
            let (ours, theirs) = (try stage.connect(), try stage.connect("v=10"))
            try ours.identify(stage.member.token)
            try theirs.identify(stage.bot, intents: Stage.allIntents)
            try stage.say("unseen", in: channel)
            try stage.type(stage.owner.id, in: channel)
            try stage.hide(channel, false)
            try stage.say("seen", in: channel)
            try stage.hide(channel, true)
            try stage.say("unseen again", in: channel)
            try stage.say("end")
            let general = try stage.general
            for client in [ours, theirs] {
                var frames: [JSON] = []
                while frames.last?["d"]?["content"] != "end" {
                    let frame = try client.next()
                    if frame["t"] != "PRESENCE_UPDATE" { frames.append(frame) }
                }
                #expect(
                    frames.map { $0["t"]?.string } == [
                        "CHANNEL_CREATE", "MESSAGE_CREATE", "CHANNEL_DELETE", "MESSAGE_CREATE",
                    ])
                #expect(frames[0]["d"]?["last_n"]?.int == 3 && frames[0]["n"] == nil)
                #expect(frames[1]["n"]?.int == 4)
                #expect(frames[2]["d"]?["r"] == "access_lost" && frames[2]["d"]?["name"] == "")
                #expect(frames[3]["sc"]?.string == "c:\(general)")
            }
            #expect(theirs.s == 6)
        }

        @Test func aSignedOutDeviceIsToldAndClosed() async throws {
            let stage = try await Stage()
            let client = try stage.connect()
            try client.identify(stage.member.token)
            let other = try stage.connect()
            try other.identify(stage.owner.token)
            try stage.signOutMember()
            #expect(try client.event("SESSION_REVOKED")["sc"]?.string == "u:\(stage.member.id)")
            #expect(try client.end() == 4031)
            try stage.say("still here")
            #expect(try other.event("MESSAGE_CREATE")["d"]?["content"] == "still here")
        }

        @Test func callsAnswerAsTheRouteDoes() async throws {
            let stage = try await Stage()
            let client = try stage.connect()
            try client.identify(stage.member.token)
            let path = "/channels/\(try stage.general)/messages"
            try client.send(
                101, ["id": "a", "m": "POST", "p": .string(path), "b": ["content": "by socket"]])
            try client.send(101, ["id": "b", "m": "GET", "p": "/users/@me?x=1"])
            try client.send(101, ["id": "c", "m": "GET", "p": "/channels/1"])
            var answers: [String: JSON] = [:]
            while answers.count < 3 {
                let frame = try client.next()
                if frame["op"] == 102, let id = frame["d"]?["id"]?.string {
                    answers[id] = frame["d"]
                }
            }
            #expect(answers["a"]?["b"]?["content"] == "by socket")
            #expect(answers["b"]?["b"]?["username"] == "member")
            #expect(answers["c"]?["status"] == 404)
            #expect(answers["c"]?["b"]?["code"] == 10003)
        }

        @Test func membersComeInChunksWithTheNonce() async throws {
            let stage = try await Stage()
            let client = try stage.connect("v=10")
            try client.identify(stage.bot, intents: Stage.allIntents)
            try client.send(8, ["guild_id": 1, "query": "", "limit": 0, "nonce": "abc"])
            let all = try client.event("GUILD_MEMBERS_CHUNK")
            #expect(all["d"]?["members"]?.array?.count == 3)
            #expect(all["d"]?["nonce"] == "abc" && all["d"]?["chunk_count"] == 1)
            // An answer is no event of the log: it repeats the last number.
            #expect(all["s"]?.int == 2)
            try client.send(8, ["guild_id": 1, "query": "mem", "limit": 5])
            let some = try client.event("GUILD_MEMBERS_CHUNK")
            #expect(some["d"]?["members"]?.array?.count == 1)
            try client.send(8, ["guild_id": 1, "user_ids": ["5", .string("\(stage.owner.id)")]])
            let named = try client.event("GUILD_MEMBERS_CHUNK")
            #expect(named["d"]?["members"]?.array?.count == 1)
            #expect(named["d"]?["not_found"] == ["5"])
        }

        @Test func manyMembersComeThroughASmallQueue() async throws {
            let stage = try await Stage { $0.limits.queuedBytes = 100_000 }
            try stage.addMembers(2500)
            let client = try stage.connect()
            try client.identify(stage.member.token)
            var members: Set<String> = []
            for nonce in ["a", "b"] {
                try client.send(8, ["query": "", "limit": 0, "nonce": .string(nonce)])
            }
            for nonce in ["a", "b"] {
                for index in 0..<3 {
                    let chunk = try client.event("GUILD_MEMBERS_CHUNK")["d"]
                    #expect(chunk?["chunk_index"]?.int == index && chunk?["chunk_count"] == 3)
                    #expect(chunk?["nonce"]?.string == nonce)
                    for member in chunk?["members"]?.array ?? [] {
                        members.insert(member["user"]?["id"]?.string ?? "")
                    }
                }
            }
            #expect(members.count == 2503)
        }

        @Test func typingGoesToThoseWhoAskedAndSeeTheChannel() async throws {
            let stage = try await Stage()
            let channel = try stage.makeChannel("talk")
            let (asked, other) = (try stage.connect(), try stage.connect())
            try asked.identify(stage.member.token)
            try other.identify(stage.member.token)
            try asked.send(100, ["channels": [.string("\(channel)")], "presence": false])
            _ = try asked.heartbeat()
            try stage.type(stage.owner.id, in: channel)
            try stage.type(stage.owner.id, in: channel)
            let typing = try asked.event("TYPING_START")
            #expect(typing["d"]?["user_id"]?.string == "\(stage.owner.id)")
            #expect(typing["d"]?["timestamp"]?.int != nil && typing["n"] == nil)
            try stage.say("done")
            // The second came within three seconds of the first.
            #expect(try asked.frames(through: "MESSAGE_CREATE").count == 1)
            #expect(try other.frames(through: "MESSAGE_CREATE").count == 1)
        }

        @Test func voiceIsAnsweredWithNowhere() async throws {
            let stage = try await Stage()
            let client = try stage.connect()
            try client.identify(stage.member.token)
            try client.send(4, ["channel_id": "1", "self_mute": false, "self_deaf": false])
            let state = try client.event("VOICE_STATE_UPDATE")
            #expect(state["d"]?["channel_id"] == .null)
        }

        @Test func aStoppingServerSaysWhenToComeBack() async throws {
            let stage = try await Stage()
            let client = try stage.connect()
            try client.identify(stage.member.token)
            let stopping = Thread(name: "stop") { stage.server.stopAndWait() }
            var last = try client.next()
            while last["op"] != 7 { last = try client.next() }
            #expect((0..<5000).contains(last["d"]?["delay_ms"]?.int ?? -1))
            #expect(try client.end() == 4032)
            stopping.join()
        }

        @Test(arguments: ["v=1&compress=zlib-stream", "v=10&compress=zlib-stream"])
        func compressedStreamsSayTheSame(query: String) async throws {
            let stage = try await Stage()
            let client = try stage.connect(query)
            try client.identify(
                stage.bot, intents: query.hasPrefix("v=10") ? Stage.allIntents : nil)
            for index in 0..<5 { try stage.say("text \(index)") }
            for index in 0..<5 {
                let event = try client.event("MESSAGE_CREATE")
                #expect(event["d"]?["content"]?.string == "text \(index)")
            }
        }
    }
}

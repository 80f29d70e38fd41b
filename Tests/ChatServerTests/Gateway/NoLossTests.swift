import ChatBase
import ChatCore
import Testing

@testable import ChatServer

extension LiveGateway {
    /// No gap, no duplicate: clients of both dialects are cut off at random places while
    /// channels come and go, are hidden and shown, messages are written and deleted, and the
    /// server is restarted.
    @Suite struct NoLossTests {
        /// One client that comes back by itself.
        private struct Traveller {
            let token: String
            let isNumbered: Bool
            var client: GatewayClient
            var replica: GatewayReplica
            var session = ""
            var cursor = ""

            init(_ stage: Stage, token: String, isNumbered: Bool) throws {
                self.token = token
                self.isNumbered = isNumbered
                client = try stage.connect(isNumbered ? "v=10" : "v=1")
                replica = GatewayReplica(isNumbered: isNumbered)
                let frames = try client.identify(
                    token, intents: isNumbered ? Stage.allIntents : nil)
                let ready = frames[0]["d"] ?? .null
                session = ready["session_id"]?.string ?? ""
                cursor = ready["cursor"]?.string ?? ""
                let guild = isNumbered ? frames[1]["d"] : ready["guild"]
                replica.begin(guild?["channels"]?.array ?? [], s: frames.count)
            }

            /// Comes back where it was.
            mutating func reconnect(_ stage: Stage) throws {
                let s = client.s
                client = try stage.connect(isNumbered ? "v=10" : "v=1")
                let frames =
                    try isNumbered
                    ? client.resume(token, session: session, s: s)
                    : client.resume(token, cursor: cursor)
                for frame in frames { replica.apply(frame) }
                if let cursor = frames.last?["d"]?["cursor"]?.string { self.cursor = cursor }
            }

            /// Takes what has come up to now.
            mutating func catchUp() throws {
                let beat = try client.heartbeat()
                for frame in beat.frames { replica.apply(frame) }
                if let cursor = beat.cursor { self.cursor = cursor }
            }
        }

        @Test(arguments: [1, 2, 3, 4] as [UInt64])
        func everyReplicaIsWhole(seed: UInt64) async throws {
            let stage = try await Stage()
            var random = SeededRandom(seed: seed)
            var channels = [try stage.general]
            for index in 0..<4 {
                channels.append(try stage.makeChannel("room-\(index)", isHidden: index > 1))
            }
            var messages: [(MessageID, ChannelID)] = []
            var travellers = [
                try Traveller(stage, token: stage.bot, isNumbered: true),
                try Traveller(stage, token: stage.member.token, isNumbered: false),
                try Traveller(stage, token: stage.member.token, isNumbered: true),
            ]
            for _ in 0..<150 {
                let channel = channels[Int(random.next() % UInt64(channels.count))]
                switch random.next() % 16 {
                case 0..<7: messages.append((try stage.say("m", in: channel), channel))
                case 7 where !messages.isEmpty:
                    let index = Int(random.next() % UInt64(messages.count))
                    let (message, place) = messages.remove(at: index)
                    try stage.delete(message, in: place)
                case 8, 9: try stage.hide(channel, random.next() & 1 == 0)
                case 10: channels.append(try stage.makeChannel("made-\(random.next() % 10_000)"))
                case 11 where random.next() % 8 == 0:
                    try await stage.server.restart()
                    for index in travellers.indices { try travellers[index].reconnect(stage) }
                case 12, 13:
                    let index = Int(random.next() % 3)
                    try travellers[index].reconnect(stage)
                default:
                    let index = Int(random.next() % 3)
                    try travellers[index].catchUp()
                }
            }
            for index in travellers.indices {
                var late: [String] = []
                // A heartbeat may overtake a commit of the same moment.
                for _ in 0..<20 {
                    try travellers[index].catchUp()
                    late = try travellers[index].replica.lastN.filter { scope, n in
                        guard let channel = ChannelID(scope.dropFirst(2)) else { return true }
                        return try n != stage.numbers(of: channel).last
                    }.map { "\($0) at \($1)" }
                    if late.isEmpty { break }
                }
                #expect(late.isEmpty, "traveller \(index) is not at the end")
                #expect(travellers[index].replica.problems.isEmpty, "traveller \(index)")
                #expect(travellers[index].replica.lastN.count >= 2, "it knows some channels")
            }
        }

        @Test func aReaderThatStopsIsCutOffAndHarmsNobody() async throws {
            let stage = try await Stage { configuration in
                configuration.limits.queuedFrames = 50
                configuration.limits.queuedBytes = 100_000
            }
            let stuck = try GatewayClient(stage.server.url, receiveBuffer: 4096)
            let cursor = try #require(
                try stuck.identify(stage.member.token)[0]["d"]?["cursor"]?.string)
            let healthy = try stage.connect()
            try healthy.identify(stage.owner.token)
            let text = String(repeating: "y", count: 3900)
            for _ in 0..<200 {
                try stage.say(text)
                _ = try healthy.event("MESSAGE_CREATE")
            }
            // What the kernel held arrives, then the connection is gone.
            var received = 0
            while let frame = try stuck.nextUnlessClosed() {
                if frame["t"] == "MESSAGE_CREATE" { received += 1 }
            }
            #expect(received < 200)
            let frames = try stage.connect().resume(stage.member.token, cursor: cursor)
            #expect(frames.count { $0["t"] == "MESSAGE_CREATE" } == 200)
        }

        @Test func presenceIsToldToThoseWhoAskAndGoingOnlyAfterTheGrace() async throws {
            let stage = try await Stage { $0.gateway.presenceGrace = .milliseconds(300) }
            let watcher = try stage.connect()
            try watcher.identify(stage.owner.token)
            try watcher.send(100, ["channels": [], "presence": true])
            func next(of user: UserID) throws -> String? {
                while true {
                    let event = try watcher.event("PRESENCE_UPDATE")
                    if event["d"]?["user"]?["id"]?.string == "\(user)" {
                        return event["d"]?["status"]?.string
                    }
                }
            }
            var visitor: GatewayClient? = try stage.connect()
            try visitor?.identify(stage.member.token)
            #expect(try next(of: stage.member.id) == "online")
            try visitor?.send(3, ["status": "dnd", "since": nil, "activities": [], "afk": false])
            #expect(try next(of: stage.member.id) == "dnd")
            visitor = nil
            #expect(try next(of: stage.member.id) == "offline")
        }
    }
}

import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct MessageRoutesTests {
    @Test func aMessageIsSentReadEditedAndDeleted() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        let sent = api.call("POST", path, token: ann, ["content": "hello"])
        #expect(sent.status == 200)
        #expect(sent["content"] == "hello")
        #expect(sent["n"]?.int != nil)
        #expect(sent.headers["Content-Type"] == "application/json")
        let id = sent["id"]?.string ?? ""
        #expect(api.call("GET", "\(path)/\(id)", token: ann)["content"] == "hello")
        let edited = api.call("PATCH", "\(path)/\(id)", token: ann, ["content": "there"])
        #expect(edited["content"] == "there")
        #expect(edited["edited_timestamp"]?.string != nil)
        let gone = api.call("DELETE", "\(path)/\(id)", token: ann)
        #expect(gone.status == 204)
        #expect(gone.headers["Content-Type"] == nil)
        #expect(api.call("GET", "\(path)/\(id)", token: ann)["code"]?.int == 10008)
    }

    @Test func aNonceSendsOnceOnOurDialectAndWhereAskedOnDiscords() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        let first = api.call("POST", path, token: ann, ["content": "a", "nonce": "k1"])
        let second = api.call("POST", path, token: ann, ["content": "b", "nonce": "k1"])
        #expect(first["id"] == second["id"])
        #expect(second["content"] == "a")
        #expect(second.headers["Idempotent-Replayed"] == "true")
        #expect(first.headers["Idempotent-Replayed"] == nil)

        let body: JSON = ["content": "c", "nonce": 12]
        let loose = (0..<2).map { _ in api.call("POST", path, token: ann, body, dialect: .v10) }
        #expect(loose[0]["id"] != loose[1]["id"])
        #expect(loose[0]["nonce"] == "12")
        let strict: JSON = ["content": "d", "nonce": "13", "enforce_nonce": true]
        let once = (0..<2).map { _ in api.call("POST", path, token: ann, strict, dialect: .v10) }
        #expect(once[0]["id"] == once[1]["id"])
        let key = [("Idempotency-Key", "header")]
        let keyed = (0..<2).map { _ in
            api.call("POST", path, token: ann, ["content": "e"], dialect: .v10, headers: key)
        }
        #expect(keyed[0]["id"] == keyed[1]["id"])
        #expect(api.call("GET", path, token: ann).json.array?.count == 5)
    }

    @Test func manySendsWithOneNonceAtOnceAreOneMessage() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        let ids = Condition<[String]>([])
        for _ in 0..<50 {
            api.router.handle(
                api.request("POST", path, token: ann, ["content": "x", "nonce": "k"])
            ) { response in
                let id = APIHarness.answer(response)["id"]?.string ?? ""
                ids.update { $0.append(id) }
            }
        }
        let all = ids.wait { $0.count == 50 ? $0 : nil }
        #expect(Set(all).count == 1 && all[0] != "")
        #expect(api.call("GET", path, token: ann).json.array?.count == 1)
    }

    @Test func tooManyWaitingRequestsOfOneAccountAreRefused() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/events?after_n=1&wait=60"
        let answers = Condition<[Int]>([])
        for _ in 0..<25 {
            api.router.handle(api.request("GET", path, token: ann, nil)) { response in
                answers.update { $0.append(response.status) }
            }
        }
        let refused = answers.wait { $0.count >= 5 ? $0 : nil }
        #expect(refused.allSatisfy { $0 == 429 })
        api.services.isStopping.withLock { $0 = true }
        api.services.waiters.wakeAll()
        let all = answers.wait { $0.count == 25 ? $0 : nil }
        #expect(all.count { $0 == 200 } == 20)
    }

    @Test func aRefusedSendDoesNotSpendItsKey() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        #expect(
            api.call("POST", path, token: ann, ["content": " ", "nonce": "k"])["code"]?.int
                == 50006)
        let sent = api.call("POST", path, token: ann, ["content": "x", "nonce": "k"])
        #expect(sent.status == 200)
        #expect(sent.headers["Idempotent-Replayed"] == nil)
    }

    @Test func pagesLeadToEachOther() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        for number in 0..<7 {
            api.call("POST", path, token: ann, ["content": .string("m\(number)")])
        }
        var contents: [String] = []
        var next: String? = "\(path)?limit=3"
        var pages = 0
        while let page = next, pages < 5 {
            pages += 1
            let answer = api.call("GET", page, token: ann)
            contents += (answer.json.array ?? []).compactMap { $0["content"]?.string }
            next = answer.headers["Link"].map { link in
                String(link.dropFirst("</api/v1".count).prefix { $0 != ">" })
            }
            #expect(answer.headers["X-Has-More"] == (next == nil ? "false" : "true"))
        }
        #expect(pages == 3)
        #expect(contents == (0..<7).reversed().map { "m\($0)" })
        #expect(api.call("GET", path + "?before=1&after=2", token: ann).status == 400)
        #expect(api.call("GET", path + "?limit=101", token: ann).status == 400)
    }

    @Test func repliesAreReadInEveryLibrarysForm() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let channel = api.channel("general")
        let path = "/channels/\(channel)/messages"
        let target = api.call("POST", path, token: ann, ["content": "question"])
        let id = target["id"]?.string ?? ""
        let number = JSON.unsigned(UInt64(id) ?? 0)
        let references: [JSON] = [
            ["message_id": .string(id)],
            ["message_id": number, "channel_id": .unsigned(UInt64(channel) ?? 0), "type": 0],
            ["message_id": number, "type": nil, "fail_if_not_exists": true],
        ]
        for reference in references {
            let body: JSON = [
                "content": "answer", "message_reference": reference, "components": [],
                "tts": false, "embeds": nil,
            ]
            let reply = api.call("POST", path, token: ann, body)
            #expect(reply["type"]?.int == 19)
            #expect(reply["referenced_message"]?["id"]?.string == id)
        }
    }

    @Test func whatCannotBeServedIsSaid() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        let answer = api.call(
            "POST", path, token: ann, ["content": "x", "embeds": [["title": "t"]]])
        #expect(answer.status == 400)
        #expect(answer["errors"]?["embeds"]?["_errors"]?[0]?["code"] == "NOT_SUPPORTED")
        let upload = api.call(
            "POST", path, token: ann, ["content": "x"],
            headers: [("Content-Type", "multipart/form-data; boundary=x")])
        #expect(upload.status == 415)
        #expect(upload["error"] == "UNSUPPORTED_MEDIA_TYPE")
    }

    @Test func markersMoveForwardOnly() throws {
        let api = try APIHarness()
        let (ann, bob) = (api.register("ann"), api.register("bob"))
        let channel = api.channel("general")
        api.time.advance(by: .seconds(1))
        let ids = (0..<3).map { _ in
            api.call(
                "POST", "/channels/\(channel)/messages", token: ann, ["content": "x"])["id"]?
                .string ?? ""
        }
        func read(_ id: String) -> APIHarness.Answer {
            api.call("PUT", "/channels/\(channel)/read", token: bob, ["message_id": .string(id)])
        }
        #expect(read(ids[1])["unread"]?.int == 1)
        #expect(read(ids[0])["last_read_message_id"]?.string == ids[1])
        let ack = api.call(
            "POST", "/channels/\(channel)/messages/\(ids[2])/ack", token: bob, ["token": nil])
        #expect(ack["unread"]?.int == 0)
    }

    @Test func hiddenChannelsAreAnsweredAsIfTheyNeverWere() throws {
        let api = try APIHarness()
        let (owner, bob) = (api.register("owner"), api.register("bob"))
        let made = api.call(
            "POST", "/guilds/\(api.guild)/channels", token: owner,
            [
                "name": "secret",
                "permission_overwrites": [
                    ["id": .string(api.guild), "type": 0, "deny": 1024]
                ],
            ])
        #expect(made.status == 201)
        let hidden = made["id"]?.string ?? ""
        let requests: [(String, String, JSON?)] = [
            ("GET", "", nil), ("PATCH", "", ["name": "x"]), ("DELETE", "", nil),
            ("GET", "/messages", nil), ("POST", "/messages", ["content": "x"]),
            ("GET", "/messages/5", nil), ("POST", "/typing", nil), ("GET", "/events", nil),
            ("PUT", "/read", ["message_id": "5"]), ("POST", "/invites", [:]),
            ("PUT", "/permissions/5", ["type": 1]), ("DELETE", "/permissions/5", nil),
        ]
        for (method, tail, body) in requests {
            let there = api.call(method, "/channels/\(hidden)\(tail)", token: bob, body)
            let never = api.call(method, "/channels/7\(tail)", token: bob, body)
            #expect(there.status == never.status && there.status == 404, "\(method) \(tail)")
            #expect(there["code"] == never["code"], "\(method) \(tail)")
            #expect(there["message"] == never["message"])
        }
        let seen = api.call("GET", "/guilds/\(api.guild)/channels", token: bob)
        #expect(!seen.json.text.contains("secret"))
        #expect(
            api.call("GET", "/guilds/\(api.guild)/channels", token: owner).json.text
                .contains("secret"))
    }

    @Test func typingReachesTheGateway() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let answer = api.call("POST", "/channels/\(api.channel("general"))/typing", token: ann)
        #expect(answer.status == 204)
        #expect(api.typings.seen.withLock { $0.count } == 1)
    }

    @Test func waitingForEventsEndsWithTheNextOne() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let channel = api.channel("general")
        let answer = Condition<APIResponse?>(nil)
        api.router.handle(
            api.request("GET", "/channels/\(channel)/events?wait=30", token: ann, nil)
        ) { response in answer.update { $0 = response } }
        api.call("POST", "/channels/\(channel)/messages", token: ann, ["content": "at last"])
        let events = APIHarness.answer(answer.wait { $0 })
        let event = try #require(events.json.array?.first)
        #expect(event["t"] == "MESSAGE_CREATE")
        #expect(event["d"]?["content"] == "at last")
        #expect(events.headers["X-Last-N"] == event["n"]?.int.map { String($0) })
        let all = api.call("GET", "/channels/\(channel)/events?after_n=0", token: ann)
        #expect(all.json.array?.compactMap { $0["n"]?.int } == [1, 2])
    }

    /// The readers are busy while it asks, and the event comes before they look.
    @Test func anEventBetweenTheQuestionAndTheLookIsTheAnswer() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let channel = api.channel("general")
        let isFree = Condition(false)
        for _ in 0..<EngineSettings().readers {
            api.engine.read { _ throws(APIError) in
                isFree.wait { $0 ? () : nil }
            } completion: { _ in
            }
        }
        let answer = Condition<APIResponse?>(nil)
        api.router.handle(
            api.request("GET", "/channels/\(channel)/events?wait=30", token: ann, nil)
        ) { response in answer.update { $0 = response } }
        api.call("POST", "/channels/\(channel)/messages", token: ann, ["content": "between"])
        isFree.update { $0 = true }
        let events = APIHarness.answer(answer.wait { $0 })
        #expect(events.json.array?.map { $0["d"]?["content"]?.string } == ["between"])
    }
}

import ChatBase
import Testing

@testable import ChatCore

/// Drives the client's session machine in virtual time.
struct GatewaySessionTests {
    static let start = MonotonicTime(nanoseconds: 0)

    var session = GatewaySession(seed: 1, device: "test")
    var now = GatewaySessionTests.start

    mutating func receive(_ json: JSON) -> [GatewaySession.Action] {
        session.received(Array(json.text.utf8), now: now)
    }

    mutating func connect() -> [GatewaySession.Action] {
        session.token = "t"
        _ = session.start(now: now)
        _ = session.opened(now: now)
        return receive(["op": 10, "d": ["heartbeat_interval": 1000]])
    }

    mutating func becomeReady() {
        _ = connect()
        _ = receive([
            "op": 0, "t": "READY",
            "d": [
                "user": ["id": "5", "username": "a"], "guild": ["id": "1", "name": "g"],
                "epoch": "e", "cursor": "c1", "scopes": ["g:": 3],
            ],
        ])
    }

    func sent(_ actions: [GatewaySession.Action]) throws -> [JSON] {
        try actions.compactMap {
            if case .send(let bytes) = $0 { try JSON(parsing: bytes) } else { nil }
        }
    }

    func events(_ actions: [GatewaySession.Action]) -> [GatewayEvent] {
        actions.compactMap { if case .deliver(let event, _, _) = $0 { event } else { nil } }
    }

    func message(_ n: Int) -> JSON {
        [
            "op": 0, "t": "MESSAGE_CREATE", "sc": "c:12", "n": .int(Int64(n)),
            "d": [
                "id": .string("\(n)"), "channel_id": "12", "author": ["id": "5"],
                "content": "x", "timestamp": "2026-01-02T03:04:05.678000+00:00",
            ],
        ]
    }

    @Test mutating func `it identifies first and resumes by cursor afterwards`() throws {
        #expect(try sent(connect())[0]["op"] == 2)
        becomeReady()
        #expect(session.state == .live)
        _ = session.closed(code: nil, now: now)
        guard case .waiting(let until) = session.state else {
            Issue.record("unexpected state"); return
        }
        now = until
        _ = session.timeout(now: now)
        _ = session.opened(now: now)
        let frames = try sent(receive(["op": 10, "d": ["heartbeat_interval": 1000]]))
        #expect(frames[0]["op"] == 6)
        #expect(frames[0]["d"]?["cursor"] == "c1")
    }

    @Test mutating func `an event that it has is dropped, a hole is told`() {
        becomeReady()
        #expect(events(receive(message(1))).count == 1)
        #expect(events(receive(message(1))).isEmpty)
        #expect(events(receive(message(2))).count == 1)
        let late = events(receive(message(5)))
        #expect(late.count == 2)
        #expect(late.first == .gap(.channel(ChannelID(12)), 3...4))
    }

    @Test mutating func `a redacted range fills the hole`() {
        becomeReady()
        _ = receive(message(1))
        let range = events(
            receive([
                "op": 0, "t": "REDACTED", "sc": "c:12", "n": 4,
                "d": ["first_n": 2, "last_n": 4, "reason": "deleted"],
            ]))
        #expect(range == [.redacted(2...4, reason: "deleted")])
        #expect(events(receive(message(5))).count == 1)
    }

    @Test mutating func `a beat without answer ends the connection`() throws {
        becomeReady()
        now = try #require(session.deadline)
        #expect(try sent(session.timeout(now: now)).first?["op"] == 1)
        now = try #require(session.deadline)
        let actions = session.timeout(now: now)
        guard case .disconnect(.unknownError)? = actions.first else {
            Issue.record("\(actions)"); return
        }
    }

    @Test mutating func `answered beats go on and bring the cursor`() throws {
        becomeReady()
        for beat in 0..<5 {
            now = try #require(session.deadline)
            #expect(try sent(session.timeout(now: now)).count == 1)
            let actions = receive(["op": 11, "d": ["cursor": .string("k\(beat)")]])
            #expect(events(actions) == [.cursor("k\(beat)")])
        }
        #expect(session.cursor == "k4")
    }

    @Test mutating func `a refused token is refreshed once, then it ends`() {
        _ = connect()
        guard case .refreshToken? = session.closed(code: .authenticationFailed, now: now).first
        else { Issue.record("unexpected state"); return }
        _ = session.tokenRefreshed("u", now: now)
        _ = session.opened(now: now)
        _ = session.closed(code: .authenticationFailed, now: now)
        #expect(session.state == .ended)
    }

    @Test mutating func `a revoked session ends`() {
        becomeReady()
        _ = session.closed(code: .sessionRevoked, now: now)
        #expect(session.state == .ended)
        #expect(session.deadline == nil)
    }

    @Test mutating func `the pause grows but never beyond its bound`() {
        session.token = "t"
        _ = session.start(now: now)
        var longest: Duration = .zero
        for _ in 0..<40 {
            _ = session.closed(code: nil, now: now)
            guard case .waiting(let until) = session.state else {
                Issue.record("unexpected state"); return
            }
            #expect(until - now <= .seconds(60))
            longest = max(longest, until - now)
            now = until
            _ = session.timeout(now: now)
        }
        #expect(longest > .seconds(20))
    }

    @Test mutating func `a lost replica starts anew`() throws {
        becomeReady()
        let actions = receive(["op": 9, "d": false, "r": "wrong_epoch"])
        #expect(events(actions) == [.replicaLost(reason: "wrong_epoch")])
        #expect(session.cursor == nil)
    }

    @Test mutating func `random frames never trap`() {
        var random = SeededRandom(seed: 7)
        becomeReady()
        for _ in 0..<3000 {
            let frame: JSON = [
                "op": .int(Int64.random(in: -2...13, using: &random)),
                "t": ["READY", "MESSAGE_CREATE", "REDACTED", "X", nil].randomElement(
                    using: &random)!,
                "sc": ["c:12", "g:", "zz", nil].randomElement(using: &random)!,
                "n": [1, -5, 9_223_372_036_854_775_807, nil].randomElement(using: &random)!,
                "d": [
                    nil, 3, ["first_n": 9, "last_n": 1], ["heartbeat_interval": -4],
                    ["delay_ms": -1],
                    ["first_n": -9, "last_n": 9_223_372_036_854_775_807],
                ].randomElement(using: &random)!,
            ]
            _ = receive(frame)
        }
    }
}

import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct PresenceBoardTests {
    private let start = MonotonicTime(nanoseconds: 0)
    private let alice = UserID(1)
    private let bob = UserID(2)

    private func board() -> PresenceBoard { PresenceBoard(grace: .seconds(15)) }

    private func told(_ board: inout PresenceBoard, at seconds: Int) -> [String] {
        board.changes(now: start + .seconds(seconds)).map { "\($0.userID) \($0.status.rawValue)" }
    }

    @Test func comingAndGoingIsToldOnceAndGoingAfterTheGrace() {
        var board = board()
        board.connect(alice, connection: 1, status: .online)
        let came = told(&board, at: 0)
        #expect(came == ["1 online"])
        board.disconnect(alice, connection: 1, now: start + .seconds(10))
        let within = told(&board, at: 24)
        #expect(within == [])
        #expect(board.shown.map(\.userID) == [alice])
        let after = told(&board, at: 25)
        #expect(after == ["1 offline"])
        #expect(board.shown.isEmpty)
        let again = told(&board, at: 60)
        #expect(again == [])
    }

    @Test func aReconnectWithinTheGraceIsNeverSeen() {
        var board = board()
        board.connect(alice, connection: 1, status: .idle)
        _ = told(&board, at: 0)
        for round in 1...20 {
            board.disconnect(alice, connection: UInt64(round), now: start + .seconds(round * 10))
            board.connect(alice, connection: UInt64(round + 1), status: .idle)
            let seen = told(&board, at: round * 10 + 5)
            #expect(seen == [])
        }
    }

    @Test func aUserIsThereWhileOneDeviceIs() {
        var board = board()
        board.connect(alice, connection: 1, status: .idle)
        board.connect(alice, connection: 2, status: .online)
        board.connect(bob, connection: 3, status: .online)
        let came = told(&board, at: 0)
        #expect(came == ["1 online", "2 online"])
        board.disconnect(alice, connection: 2, now: start)
        let idle = told(&board, at: 1)
        #expect(idle == ["1 idle"])
        board.update(alice, connection: 1, status: .doNotDisturb)
        board.update(alice, connection: 1, status: .idle)
        let nothing = told(&board, at: 2)
        #expect(nothing == [], "a change and back within one look is no change")
    }

    @Test func theInvisibleAreShownAsOffline() {
        var board = board()
        board.connect(alice, connection: 1, status: .invisible)
        let hidden = told(&board, at: 0)
        #expect(hidden == [])
        #expect(board.shown.isEmpty)
        board.update(alice, connection: 1, status: .online)
        let shown = told(&board, at: 1)
        #expect(shown == ["1 online"])
        board.update(alice, connection: 1, status: .invisible)
        let gone = told(&board, at: 2)
        #expect(gone == ["1 offline"])
        // Leaving while invisible is no news, and the next visit is.
        board.disconnect(alice, connection: 1, now: start + .seconds(3))
        let left = told(&board, at: 30)
        #expect(left == [])
        board.connect(alice, connection: 2, status: .online)
        let back = told(&board, at: 31)
        #expect(back == ["1 online"])
    }

    @Test func afterARestartThoseWhoStayAwayAreToldToBeGone() {
        var board = board()
        board.remember([alice, bob], now: start)
        board.connect(bob, connection: 1, status: .online)
        let came = told(&board, at: 1)
        #expect(came == ["2 online"])
        #expect(board.shown.map(\.userID) == [bob])
        let within = told(&board, at: 14)
        #expect(within == [])
        let after = told(&board, at: 15)
        #expect(after == ["1 offline"])
        let again = told(&board, at: 60)
        #expect(again == [])
    }

    @Test func typingPassesOnceInItsIntervalPerUserAndChannel() {
        var gate = TypingGate(interval: .seconds(3))
        func passes(_ user: UInt64, _ channel: UInt64, at seconds: Int) -> Bool {
            gate.passes(UserID(user), ChannelID(channel), now: start + .seconds(seconds))
        }
        #expect(passes(1, 1, at: 0))
        #expect(!passes(1, 1, at: 2))
        #expect(passes(1, 2, at: 2))
        #expect(passes(2, 1, at: 2))
        #expect(passes(1, 1, at: 3))
    }
}

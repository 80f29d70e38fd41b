import ChatBase
import ChatCore

/// The presence board that all loops share.
package final class PresenceService: Sendable {
    private struct State {
        var board: PresenceBoard
        var lastConnection: UInt64 = 0
    }

    private let state: Lock<State>
    private let time: any TimeSource

    package init(grace: Duration, time: any TimeSource) {
        state = Lock(State(board: PresenceBoard(grace: grace)))
        self.time = time
    }

    package func remember(_ users: [UserID]) {
        let now = time.now
        state.withLock { $0.board.remember(users, now: now) }
    }

    /// - Returns: what to name this connection by.
    package func connect(_ user: UserID, status: Presence.Status) -> UInt64 {
        state.withLock { state in
            state.lastConnection += 1
            state.board.connect(user, connection: state.lastConnection, status: status)
            return state.lastConnection
        }
    }

    package func update(_ user: UserID, connection: UInt64, status: Presence.Status) {
        state.withLock { $0.board.update(user, connection: connection, status: status) }
    }

    package func disconnect(_ user: UserID, connection: UInt64) {
        let now = time.now
        state.withLock { $0.board.disconnect(user, connection: connection, now: now) }
    }

    package func changes() -> [Presence] {
        let now = time.now
        return state.withLock { $0.board.changes(now: now) }
    }

    package var shown: [Presence] { state.withLock { $0.board.shown } }
}

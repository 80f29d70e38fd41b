import ChatBase
import ChatCore
import Testing

@testable import tui

/// What is on the screen, cell by cell.
@Suite struct ScreenTests {
    private static func busy(columns: Int, rows: Int) -> Stage {
        var stage = Stage(columns: columns, rows: rows, unreadInOps: 2)
        stage.send(.input(.resize(columns: columns, rows: rows)))
        stage.hear("hello everyone")
        let question = stage.hear("who is on call?", from: Stage.carol)
        stage.say("me, until noon")
        let pending = stage.model.channels[Stage.welcome]!.pending[0]
        stage.hear(
            "me, until noon", from: Stage.me, nonce: pending.nonce, replyTo: question)
        stage.hear("see https://example.org/a/b for <@1>", mentions: [Stage.me], minutes: 7)
        stage.send(.gateway(.typingStart(Stage.bob, in: Stage.welcome), gapBefore: false))
        stage.type("on it")
        return stage
    }

    /// Every row of cells is exactly as wide as the screen.
    private func checkWidths(_ grid: CellGrid, _ context: String) {
        for row in 0..<grid.rows {
            let width = (0..<grid.columns).reduce(0) { $0 + Int(grid[row, $1].width) }
            #expect(width == grid.columns, "row \(row) of \(context)")
        }
    }

    @Test func smallestUsefulScreenShowsTheEndOfTheTalk() {
        #expect(
            Self.busy(columns: 20, rows: 5).screen == """
                bob see
                https://example.org/
                a/b for @Alice
                 #welcome  bob is t…
                > on it
                """)
    }

    @Test func fortyByTenHasHeaderTypingAndStatus() {
        #expect(
            Self.busy(columns: 40, rows: 10).screen == """
                #welcome  about welcome
                11:00 bob hello everyone
                11:00 Carol Danvers who is on call?
                ↱ Carol Danvers: who is on call?
                11:00 Alice me, until noon
                11:07 bob see https://example.org/a/b
                for @Alice
                bob is typing…
                 3:ops(2)                       F1 help
                > on it
                """)
    }
}

import ChatBase
import ChatCore
import Glibc
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

    @Test func eightyColumnsHaveTheTree() {
        let lines = Self.busy(columns: 80, rows: 24).screen.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "1 #welcome      │#welcome  about welcome")
        #expect(lines[1] == "WORK            │")
        #expect(lines[3] == "3 #ops         2│")
        #expect(
            lines[15...].joined(separator: "\n") == """
                                │────────────────── Tuesday, 24 November 2026 ──────────────────
                                │11:00          bob  hello everyone
                                │11:00 Carol Danve…  who is on call?
                                │                  ↱ Carol Danvers: who is on call?
                                │11:00        Alice  me, until noon
                                │11:07          bob  see https://example.org/a/b for @Alice
                bob is typing…
                 live  Test  Alice                                                      F1 help
                > on it
                """)
    }

    @Test func aWideScreenHasTheMembersWithTheirPresence() {
        let lines = Self.busy(columns: 120, rows: 40).screen.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasSuffix("│● Alice"))
        #expect(lines[1].hasSuffix("│◐ bob"))
        #expect(lines[2].hasSuffix("│○ Carol Danvers"))
        #expect(lines.count == 40)
    }

    @Test func zoomingLeavesOnlyMessagesFromTheFirstColumn() {
        var stage = Self.busy(columns: 120, rows: 24)
        stage.press("l", .alt)
        #expect(!stage.screen.contains("│"))
        #expect(stage.screen.contains("\n11:07 bob see https://example.org/a/b for @Alice"))
    }

    @Test func aLongURLIsNeverPartedByABorderOrAnIndent() {
        let url = "https://example.org/" + String(repeating: "path/", count: 30)
        for columns in [40, 66, 80, 120] {
            var stage = Stage(columns: columns, rows: 24)
            stage.hear("look at \(url)")
            if columns >= 70 { stage.press("l", .alt) }
            let joined = stage.screen.split(separator: "\n").map { line in
                String(line) + blanks(columns - line.count)
            }.joined()
            #expect(joined.contains(url), "\(columns)")
        }
    }

    private func blanks(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }

    @Test func resizingWhileTypingKeepsTheLineAndShowsIt() {
        var stage = Self.busy(columns: 80, rows: 24)
        for (columns, rows) in [(40, 10), (20, 5), (3, 2), (1, 1), (120, 40), (80, 24)] {
            stage.send(.input(.resize(columns: columns, rows: rows)))
            let grid = stage.grid
            #expect(grid.columns == columns && grid.rows == rows)
            checkWidths(grid, "\(columns)x\(rows)")
            #expect(stage.model.editor.string == "on it")
            if columns >= 8 { #expect(stage.screen.contains("on it")) }
        }
        stage.type("!")
        #expect(stage.screen.hasSuffix("> on it!"))
    }

    @Test func theInputGrowsToFortyPercentAndKeepsTheCursorInView() {
        var stage = Stage(columns: 80, rows: 20)
        for _ in 0..<30 { stage.press(.enter, .alt) }
        stage.type("end")
        #expect(ScreenLayout(stage.model).input.rows == 8)
        let grid = stage.grid
        #expect(grid.cursor?.row == 19)
        #expect(stage.screen.hasSuffix("end"))
    }

    @Test func theCursorStandsWhereTheNextLetterComes() {
        var stage = Stage(columns: 20, rows: 5)
        stage.type("字a")
        let cursor = stage.grid.cursor
        #expect(cursor?.row == 4)
        #expect(cursor?.column == 5)
    }

    @Test func textFromOthersCanNotSteerTheTerminal() {
        var stage = Stage(columns: 80, rows: 24)
        stage.hear("\u{1B}[2Jboo\u{9B}31m \u{202E}evil\u{7}")
        #expect(stage.screen.contains("␛[2Jboo"))
        for scalar in stage.screen.unicodeScalars where scalar != "\n" {
            let isControl = scalar.properties.generalCategory == .control
            let isFormat = scalar.properties.generalCategory == .format
            #expect(!isControl && !isFormat)
        }
    }

    @Test func namesHaveStableColoursThatReadOnBlackAndWhite() {
        #expect(Theme.name(Stage.bob) == Theme.name(Stage.bob))
        let spread = Set((1...200).map { Theme.name(UserID(UInt64($0) << 22)).foreground })
        #expect(spread.count > Theme.names.count / 2)
        for index in Theme.names {
            let light = Self.luminance(index)
            #expect((light + 0.05) / 0.05 >= 3, "\(index) on black")
            #expect(1.05 / (light + 0.05) >= 3, "\(index) on white")
        }
    }

    /// WCAG's relative luminance of a colour of the 256-colour cube.
    private static func luminance(_ index: UInt8) -> Double {
        let levels = [0, 95, 135, 175, 215, 255]
        let place = Int(index) - 16
        let parts = [levels[place / 36], levels[place / 6 % 6], levels[place % 6]].map { level in
            let value = Double(level) / 255
            if value <= 0.03928 { return value / 12.92 }
            return pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    @Test func helpNamesEveryCommandAndEndsWhereItEnds() {
        var stage = Stage(columns: 80, rows: 24)
        stage.press(.function(1))
        #expect(stage.screen.contains("/join CHANNEL"))
        for _ in 0..<20 { stage.press(.pageDown) }
        #expect(stage.screen.contains("Ctrl-C"))
        stage.press(.escape)
        #expect(stage.model.overlay == nil)
    }

    @Test func anyInputAtAnySizeNeverTrapsAndFillsEachRow() {
        let codes: [Key.Code] = [
            .enter, .tab, .backspace, .escape, .up, .down, .left, .right, .home, .end, .pageUp,
            .pageDown, .delete, .function(1), .function(7), .function(8), .character("a"),
            .character("k"), .character("l"), .character("g"), .character("/"), .character("字"),
            .character("\u{301}"), .character("c"), .character("y"), .character("1"),
        ]
        let modifiers: [Key.Modifiers] = [[], [], [], .alt, .control, .shift]
        let texts = [
            "hi", "字字字", "\u{1B}[31m", "👨‍👩‍👧‍👦 family", "a\nb\nc",
            "https://x.test/" + String(repeating: "y", count: 300),
            "<@1> <#12> <@99>", "`code` **b**", "_waves_", String(repeating: "word ", count: 400),
        ]
        var random = SeededRandom(seed: 11)
        func pick<Element>(_ list: [Element]) -> Element {
            list[Int(random.next() % UInt64(list.count))]
        }
        var stage = Stage()
        var last: Message?
        for round in 0..<600 {
            switch random.next() % 12 {
            case 0:
                let columns = 1 + Int(random.next() % 130)
                let rows = 1 + Int(random.next() % 45)
                stage.send(.input(.resize(columns: columns, rows: rows)))
            case 1: stage.send(.input(.paste(pick(texts), isTruncated: round % 7 == 0)))
            case 2:
                last = stage.hear(
                    pick(texts), from: pick([Stage.me, Stage.bob, Stage.carol]),
                    in: pick([Stage.welcome, Stage.general, Stage.ops]),
                    replyTo: pick([nil, last]), minutes: Int64(round))
            case 3:
                if let gone = last {
                    stage.send(
                        .gateway(.messageDelete(gone.id, in: gone.channelID), gapBefore: false))
                }
            case 4: stage.send(.link(pick([.live, .waiting("gone"), .offline("no"), .resuming])))
            case 5: stage.send(.input(.focus(round % 2 == 0)))
            case 6:
                stage.send(
                    .input(
                        .mouse(
                            .init(
                                action: pick([.wheelUp, .wheelDown, .press(.left)]),
                                row: round % 40, column: round % 120, modifiers: []))))
            case 7: stage.advance(.milliseconds(700))
            default:
                let effects = stage.press(pick(codes), pick(modifiers))
                for case .loadHistory(let channel, _) in effects {
                    stage.send(.pageFailed(channel, "not now"))
                }
            }
            let grid = stage.grid
            checkWidths(grid, "round \(round)")
            if let cursor = grid.cursor {
                #expect(grid.bounds.contains(row: cursor.row, column: cursor.column))
            }
        }
    }
}

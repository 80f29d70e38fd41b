import ChatBase
import Testing

@testable import tui

/// Curses lives in globals: one screen at a time.
@Suite("Curses screen", .serialized)
struct CursesScreenTests {
    private static let words = [
        "hello", "漢字", "é", "e\u{301}", "👨‍👩‍👧‍👦", "❤️", "🇩🇪", "🫨", "क्षि", "\u{F0000}", "\u{17001}", "☰",
        "한글",
        "─────", "          ", "#########", "\u{1B}[2J", "a b c", "한", "\u{10FFFD}", "ﬁ",
    ]

    private func randomStyle(_ random: inout SeededRandom) -> Style {
        func color() -> Style.Color {
            Bool.random(using: &random)
                ? .standard : .indexed(UInt8.random(in: 0...255, using: &random))
        }
        var style = Style(color(), on: color())
        style.attributes = Style.Attributes(rawValue: UInt8.random(in: 0...31, using: &random))
        if Int.random(in: 0..<3, using: &random) == 0 {
            style.link = "https://a.test/\(Int.random(in: 0..<3, using: &random))"
        }
        return Int.random(in: 0..<3, using: &random) == 0 ? style : .plain
    }

    /// Changes the grid as apps do: single words, whole new screens, a line scrolled in.
    private func change(
        _ grid: inout CellGrid, _ lines: inout [String], _ random: inout SeededRandom
    ) {
        if Int.random(in: 0..<12, using: &random) == 0 {
            grid.clear(
                columns: Int.random(in: 1...90, using: &random),
                rows: Int.random(in: 1...30, using: &random))
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            lines.append(Self.words.randomElement(using: &random)! + " \(lines.count)")
            grid.clear()
            for (row, line) in lines.suffix(grid.rows).enumerated() {
                grid.put(line, row: row, column: 0)
            }
        }
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let style = randomStyle(&random)
            grid.put(
                Self.words.randomElement(using: &random)!,
                row: Int.random(in: 0..<grid.rows, using: &random),
                column: Int.random(in: 0..<grid.columns, using: &random), style: style)
        }
        grid.cursor = (
            Int.random(in: 0..<grid.rows, using: &random),
            Int.random(in: 0..<grid.columns, using: &random)
        )
    }

    @Test(
        "the bytes of any sequence of frames show the grid",
        arguments: ["xterm-256color", "tmux-256color", "screen-256color", "linux", "vt100"])
    func showsTheGrid(_ name: String) throws {
        let screen = try #require(CursesScreen(terminals: [name], usesColor: true))
        #expect(screen.terminalName == name)
        var random = SeededRandom(seed: 23)
        var grid = CellGrid(columns: 80, rows: 24)
        var emulator = TerminalEmulator(columns: 80, rows: 24)
        var lines: [String] = []
        for frame in 0..<400 {
            change(&grid, &lines, &random)
            if emulator.columns != grid.columns || emulator.rows != grid.rows {
                emulator.resize(columns: grid.columns, rows: grid.rows)
            }
            emulator.feed(screen.frame(grid))
            #expect(emulator.unknown == [])
            #expect(!emulator.hasRest)
            let isExact = name == "xterm-256color"
            if let problem = difference(grid, emulator, styles: isExact) {
                Issue.record("frame \(frame) of \(name): \(problem)")
                return
            }
        }
    }

    /// Of a blank only the background shows, unless it is underlined or reversed.
    private func visible(_ style: Style, _ text: String) -> Style {
        guard text == " ", style.attributes.isDisjoint(with: [.reverse, .underline]) else {
            return style
        }
        return Style(on: style.background, link: style.link)
    }

    private func difference(_ grid: CellGrid, _ emulator: TerminalEmulator, styles: Bool) -> String?
    {
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let cell = grid[row, column]
                let shown = emulator.cells[row][column]
                guard Int(cell.width) == shown.width else { return "width at \(row), \(column)" }
                if cell.width == 0 { continue }
                let text = grid.text(of: cell)
                guard text == shown.text else {
                    return "\(text) is \(shown.text) at \(row), \(column)"
                }
                if styles, visible(grid.style(of: cell), text) != visible(shown.style, text) {
                    return "\(grid.style(of: cell)) is \(shown.style) at \(row), \(column)"
                }
            }
        }
        if let cursor = grid.cursor, cursor != (emulator.row, emulator.column) {
            return "the cursor is at \(emulator.row), \(emulator.column), not \(cursor)"
        }
        return nil
    }

    @Test("an unchanged grid costs no bytes, one more letter few")
    func economy() throws {
        let screen = try #require(CursesScreen(terminals: ["xterm-256color"], usesColor: true))
        var grid = CellGrid(columns: 80, rows: 24)
        grid.put("> hell", row: 23, column: 0)
        grid.cursor = (23, 6)
        _ = screen.frame(grid)
        #expect(screen.frame(grid) == [])
        grid.put("o", row: 23, column: 6)
        grid.cursor = (23, 7)
        #expect(screen.frame(grid).count <= 4)
    }

    @Test("an unknown terminal falls back, and none at all is no crash")
    func fallback() throws {
        let screen = try #require(
            CursesScreen(terminals: ["no-such-terminal", "vt100"], usesColor: true))
        #expect(screen.terminalName == "vt100")
        #expect(CursesScreen(terminals: ["no-such-terminal"], usesColor: true) == nil)
    }

    @Test("without colour attributes stay")
    func noColor() throws {
        let screen = try #require(CursesScreen(terminals: ["xterm-256color"], usesColor: false))
        var grid = CellGrid(columns: 20, rows: 2)
        grid.put("x", row: 0, column: 0, style: Style(.red, on: .blue, .bold))
        var emulator = TerminalEmulator(columns: 20, rows: 2)
        emulator.feed(screen.frame(grid))
        #expect(emulator.cells[0][0].style == Style(.standard, on: .standard, .bold))
    }

    @Test("leaving ends the alternate screen, and the next frame draws everything again")
    func leaving() throws {
        let screen = try #require(CursesScreen(terminals: ["xterm-256color"], usesColor: true))
        var grid = CellGrid(columns: 20, rows: 2)
        grid.put("hello", row: 1, column: 3)
        var emulator = TerminalEmulator(columns: 20, rows: 2)
        emulator.feed(screen.frame(grid))
        #expect(emulator.modes.contains(1049))
        emulator.feed(screen.leave())
        #expect(!emulator.modes.contains(1049))
        #expect(emulator.isCursorShown)
        emulator = TerminalEmulator(columns: 20, rows: 2)
        emulator.feed(screen.frame(grid))
        #expect(emulator.modes.contains(1049))
        #expect(difference(grid, emulator, styles: true) == nil)
    }
}

@Suite("Palette")
struct PaletteColorTests {
    @Test("a colour is itself where the terminal has it, else the nearest")
    func nearest() {
        #expect(PaletteColor.nearest(to: .indexed(208), among: 256).index == 208)
        #expect(PaletteColor.nearest(to: .indexed(196), among: 16) == PaletteColor(index: 9))
        #expect(
            PaletteColor.nearest(to: .indexed(196), among: 8)
                == PaletteColor(index: 1, isBright: true))
        #expect(PaletteColor.nearest(to: .indexed(232), among: 8) == PaletteColor(index: 0))
        #expect(
            PaletteColor.nearest(to: .indexed(12), among: 8)
                == PaletteColor(index: 4, isBright: true))
        #expect(PaletteColor.nearest(to: .indexed(200), among: 0) == .standard)
        #expect(PaletteColor.nearest(to: .standard, among: 256) == .standard)
        for index in UInt8.min...UInt8.max {
            for count in [8, 16, 88, 256] {
                #expect(
                    (0..<count).contains(
                        PaletteColor.nearest(to: .indexed(index), among: count).index))
            }
        }
    }
}

import ChatBase
import Testing

@testable import tui

@Suite("Cell grid")
struct CellGridTests {
    @Test("a cell takes 8 bytes")
    func size() {
        #expect(MemoryLayout<Cell>.size == 8)
        #expect(MemoryLayout<Cell>.stride == 8)
    }

    @Test("text and styles land where they are put")
    func golden() {
        var grid = CellGrid(columns: 20, rows: 5)
        let name = Style(.cyan, .bold)
        #expect(grid.put("alice", row: 0, column: 1, style: name) == 5)
        #expect(grid.put("héllo 漢字 😀", row: 1, column: 0) == 13)
        grid.put("link", row: 2, column: 2, style: Style(link: "https://a.test"))
        grid.fill(
            Region(row: 3, column: 0, rows: 1, columns: 20), with: "─", style: Style(.indexed(8)))
        grid.restyle(Region(row: 1, column: 6, rows: 1, columns: 4)) {
            $0.attributes.insert(.reverse)
        }
        #expect(
            grid.textDump == """
                 alice
                héllo 漢字 😀
                  link
                ────────────────────

                """)
        #expect(
            grid.styleDump == """
                 aaaaa
                      bbbb
                  cccc
                dddddddddddddddddddd

                a: 6 bold
                b: reverse
                c: link(https://a.test)
                d: 8
                """)
    }

    @Test("emoji of several scalars show their base in two columns")
    func emoji() {
        var grid = CellGrid(columns: 20, rows: 1)
        grid.put("👨‍👩‍👧‍👦|❤️|🇩🇪|1️⃣|👍🏽|", row: 0, column: 0)
        #expect(grid.textDump == "👨|❤ |DE|1 |👍|")
    }

    @Test("the limit and the clip cut by whole clusters")
    func cuts() {
        var grid = CellGrid(columns: 6, rows: 1)
        #expect(grid.put("漢字漢字", row: 0, column: 0, limit: 3) == 2)
        #expect(grid.textDump == "漢")
        grid.clear()
        grid.put("漢字漢字", row: 0, column: 1)
        #expect(grid.textDump == " 漢字")
        grid.clear()
        grid.clip = Region(row: 0, column: 2, rows: 1, columns: 3)
        grid.put("abcdefgh", row: 0, column: 0)
        grid.put("zz", row: 1, column: 2)
        grid.put("zz", row: -1, column: 2)
        #expect(grid.textDump == "  cde")
        grid.clear()
        grid.put("漢x", row: 0, column: -1)
        #expect(grid.textDump == " x")
    }

    @Test("overwriting half of a wide cluster blanks the other half")
    func halves() {
        var grid = CellGrid(columns: 6, rows: 1)
        grid.put("漢字", row: 0, column: 0)
        grid.put("x", row: 0, column: 1)
        #expect(grid.textDump == " x字")
        grid.put("y", row: 0, column: 2)
        #expect(grid.textDump == " xy")
        grid.put("漢", row: 0, column: 1)
        #expect(grid.textDump == " 漢")
    }

    @Test("no control character gets into the grid")
    func controls() {
        var grid = CellGrid(columns: 12, rows: 1)
        grid.put("a\u{1B}[31m\u{202E}\u{9B}", row: 0, column: 0)
        #expect(grid.textDump == "a\u{FFFD}[31m\u{FFFD}\u{FFFD}")
    }

    @Test("any text at any place keeps every row as wide as the grid")
    func fuzz() {
        var random = SeededRandom(seed: 3)
        var grid = CellGrid(columns: 23, rows: 4)
        for _ in 0..<3000 {
            if Int.random(in: 0..<50, using: &random) == 0 {
                grid.clear(
                    columns: Int.random(in: 1...40, using: &random),
                    rows: Int.random(in: 1...5, using: &random))
            }
            let text = RandomText.make(&random)
            let column = Int.random(in: -5...45, using: &random)
            let used = grid.put(text, row: Int.random(in: -1...5, using: &random), column: column)
            #expect(used == TextWidth.of(text))
            for row in 0..<grid.rows {
                var expected = 0
                for column in 0..<grid.columns {
                    let cell = grid[row, column]
                    if column < expected {
                        #expect(cell.width == 0)
                    } else {
                        #expect(cell.width == 1 || cell.width == 2)
                        expected = column + Int(cell.width)
                        #expect(TextWidth.of(grid.text(of: cell)) == Int(cell.width))
                    }
                }
                #expect(expected == grid.columns)
            }
        }
    }

    @Test("tables are trimmed between frames, and the generation says so")
    func trimming() {
        var grid = CellGrid(columns: 10, rows: 1)
        let before = grid.generation
        for index in 0..<20_000 {
            grid.put("x", row: 0, column: 0, style: Style(link: "https://a.test/\(index)"))
        }
        #expect(grid.generation == before)
        grid.clear()
        #expect(grid.generation != before)
    }
}

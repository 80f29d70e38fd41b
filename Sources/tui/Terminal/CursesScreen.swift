import CChatCurses
import CChatLinux
import Glibc

/// Turns grids into bytes. ncurses compares, moves and colours, but its output is a file
/// in memory and it never sees the tty: every frame leaves as one piece. There is one at a
/// time, on one thread, for ncurses lives in globals.
final class CursesScreen {
    let terminalName: String
    /// MFD_CLOEXEC.
    private static let closeOnExec: UInt32 = 1
    private let memory: Int32
    private let file: UnsafeMutablePointer<FILE>
    private let screen: OpaquePointer
    private let colors: Int
    private let showsLinks: Bool
    private var standIns = StandIns()
    private var columns = 0
    private var rows = 0
    private var shown: [Cell] = []
    private var generation = -1
    private var looks: [UInt16: Look] = [:]
    private var line: [cchar_t] = []
    private var frameBytes: [UInt8] = []

    private struct Look {
        var attributes: attr_t
        var pair: Int32
        var link: Int
    }

    /// The first of these terminals that terminfo knows; nil if none.
    init?(terminals: [String], usesColor: Bool) {
        // Curses measures and encodes by the locale; ours is not the user's business.
        setlocale(LC_CTYPE, "C.UTF-8")
        memory = memfd_create("frame", Self.closeOnExec)
        guard memory >= 0, let file = fdopen(memory, "r+") else { return nil }
        self.file = file
        var found: (String, OpaquePointer)?
        for name in terminals where found == nil {
            if let screen = newterm(name, file, file) { found = (name, screen) }
        }
        guard let found else {
            fclose(file)
            return nil
        }
        (terminalName, screen) = found
        if usesColor, start_color() == OK, use_default_colors() == OK {
            colors = Int(cchat_colors())
        } else {
            colors = 0
        }
        showsLinks = colors >= 256
        idlok(cchat_stdscr(), true)
    }

    deinit {
        delscreen(screen)
        fclose(file)
    }

    /// The next frame is drawn whole, from a cleared screen.
    func invalidate() {
        shown = []
        clearok(cchat_stdscr(), true)
    }

    /// The bytes that make the terminal show the grid, given that it got all before.
    func frame(_ grid: CellGrid) -> [UInt8] {
        if grid.columns != columns || grid.rows != rows {
            (columns, rows) = (grid.columns, grid.rows)
            resize_term(Int32(rows), Int32(columns))
            invalidate()
        }
        if grid.generation != generation {
            generation = grid.generation
            shown = []
            looks = [:]
        }
        if !draw(grid) {
            // Out of stand-ins: start over with none.
            standIns = StandIns()
            looks = [:]
            invalidate()
            _ = draw(grid)
        }
        shown = grid.cells
        if let cursor = grid.cursor, grid.bounds.contains(row: cursor.row, column: cursor.column) {
            wmove(cchat_stdscr(), Int32(cursor.row), Int32(cursor.column))
            curs_set(1)
        } else {
            curs_set(0)
        }
        wnoutrefresh(cchat_stdscr())
        doupdate()
        return takeBytes()
    }

    /// Gives the screen back to the shell; the next frame takes it again.
    func leave() -> [UInt8] {
        endwin()
        invalidate()
        return takeBytes()
    }

    // MARK: Drawing

    private func draw(_ grid: CellGrid) -> Bool {
        let isWhole = shown.count != grid.cells.count
        for row in 0..<rows {
            let range = (row * columns)..<((row + 1) * columns)
            if !isWhole, grid.cells[range] == shown[range] { continue }
            line.removeAll(keepingCapacity: true)
            for cell in grid.cells[range] where cell.width > 0 {
                guard let drawn = curses(cell, grid) else { return false }
                line.append(drawn)
            }
            mvwadd_wchnstr(cchat_stdscr(), Int32(row), 0, line, Int32(line.count))
        }
        return true
    }

    private func curses(_ cell: Cell, _ grid: CellGrid) -> cchar_t? {
        let look = look(of: cell, grid)
        var text: (wchar_t, wchar_t, wchar_t, wchar_t, wchar_t, wchar_t) = (0, 0, 0, 0, 0, 0)
        let holds = withUnsafeMutableBytes(of: &text) { bytes in
            hold(cell, look.link, grid, bytes.assumingMemoryBound(to: wchar_t.self))
        }
        guard holds else { return nil }
        var drawn = cchar_t()
        _ = withUnsafeBytes(of: &text) { bytes in
            cchat_setcchar(
                &drawn, bytes.assumingMemoryBound(to: wchar_t.self).baseAddress!, look.attributes,
                look.pair)
        }
        return drawn
    }

    /// Writes the scalars of the cell, or a stand-in for them.
    private func hold(
        _ cell: Cell, _ link: Int, _ grid: CellGrid, _ text: UnsafeMutableBufferPointer<wchar_t>
    ) -> Bool {
        if link == 0, cell.glyph < 0x7F {
            text[0] = wchar_t(cell.glyph)
            return true
        }
        let string = grid.text(of: cell)
        let isOdd = isOdd(string, width: Int(cell.width))
        if link == 0, !isOdd {
            for (index, scalar) in string.unicodeScalars.prefix(5).enumerated() {
                text[index] = wchar_t(scalar.value)
            }
            return true
        }
        let glyph = StandIns.Glyph(text: string, link: link, width: Int(cell.width), isOdd: isOdd)
        guard let scalar = standIns.scalar(for: glyph) else { return false }
        text[0] = wchar_t(scalar)
        return true
    }

    /// Whether curses would count other columns, or take the text for a stand-in.
    private func isOdd(_ text: String, width: Int) -> Bool {
        var isFirst = true
        for scalar in text.unicodeScalars {
            if StandIns.covers(scalar.value) { return true }
            if wcwidth(wchar_t(scalar.value)) != (isFirst ? Int32(width) : 0) { return true }
            isFirst = false
        }
        return false
    }

    // MARK: Looks

    private func look(of cell: Cell, _ grid: CellGrid) -> Look {
        if let known = looks[cell.style] { return known }
        let style = grid.style(of: cell)
        var attributes: attr_t = 0
        let names: [(Style.Attributes, attr_t)] = [
            (.bold, cchat_bold), (.dim, cchat_dim), (.italic, cchat_italic),
            (.underline, cchat_underline), (.reverse, cchat_reverse),
        ]
        for (name, bit) in names where style.attributes.contains(name) { attributes |= bit }
        let foreground = PaletteColor.nearest(to: style.foreground, among: colors)
        let background = PaletteColor.nearest(to: style.background, among: colors)
        if foreground.isBright { attributes |= cchat_bold }
        var pair: Int32 = 0
        if foreground.index >= 0 || background.index >= 0 {
            pair = max(alloc_pair(Int32(foreground.index), Int32(background.index)), 0)
        }
        let link = showsLinks ? style.link.map { standIns.link($0) } ?? 0 : 0
        let look = Look(attributes: attributes, pair: pair, link: link)
        looks[cell.style] = look
        return look
    }

    // MARK: The file

    private func takeBytes() -> [UInt8] {
        let count = Int(lseek(memory, 0, SEEK_CUR))
        guard count > 0 else { return [] }
        if frameBytes.count < count { frameBytes = Array(repeating: 0, count: count * 2) }
        let length = pread(memory, &frameBytes, count, 0)
        lseek(memory, 0, SEEK_SET)
        var output: [UInt8] = []
        output.reserveCapacity(count * 2)
        frameBytes.withUnsafeBytes {
            standIns.expand(UnsafeRawBufferPointer(rebasing: $0[..<max(length, 0)]), into: &output)
        }
        return output
    }
}

/// What the screen is to show: the view draws into it, golden tests compare it, the
/// terminal presents it. Nothing outside the clip is touched, and no control character
/// can get in, so the view may put any text anywhere.
struct CellGrid: Sendable {
    private(set) var columns: Int
    private(set) var rows: Int
    private(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it.
    var cursor: (row: Int, column: Int)?
    /// What `put` and `fill` may touch.
    var clip: Region
    private var glyphs = GlyphTable()
    private var looks = StyleTable()

    init(columns: Int, rows: Int) {
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
        cells = Array(repeating: .blank, count: self.columns * self.rows)
        clip = Region(row: 0, column: 0, rows: self.rows, columns: self.columns)
    }

    var bounds: Region { Region(row: 0, column: 0, rows: rows, columns: columns) }

    /// Changes when ids of cells mean something new, so that cells kept from an earlier
    /// frame can't be compared any more.
    var generation: Int { glyphs.generation &+ looks.generation }

    /// Blank, at this size, with the whole grid as its clip and no cursor.
    mutating func clear(columns: Int, rows: Int) {
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
        cells.removeAll(keepingCapacity: true)
        cells.append(contentsOf: repeatElement(.blank, count: self.columns * self.rows))
        clip = bounds
        cursor = nil
        glyphs.trim()
        looks.trim()
    }

    mutating func clear() { clear(columns: columns, rows: rows) }

    subscript(row: Int, column: Int) -> Cell { cells[row * columns + column] }

    func style(of cell: Cell) -> Style { looks[cell.style] }

    /// The scalars a cell shows.
    func text(of cell: Cell) -> String { glyphs[cell.glyph] }

    /// Puts one line of text, clipped, at most `limit` columns of it. A wide cluster that
    /// fits only by half becomes a blank.
    /// - Returns: the columns the text takes, as far as `limit` lets it, clipped or not.
    @discardableResult
    mutating func put(
        _ text: some StringProtocol, row: Int, column: Int, style: Style = .plain,
        limit: Int = .max
    ) -> Int {
        let look = looks.intern(style)
        var used = 0
        if TextWidth.isPrintableASCII(text) {
            for byte in text.utf8 {
                guard used < limit else { break }
                place(Cell(glyph: UInt32(byte), style: look, width: 1), row, column + used)
                used += 1
            }
            return used
        }
        for character in text {
            let width = TextWidth.of(character)
            guard used + width <= limit else { break }
            place(character, look, row, column + used)
            used += width
        }
        return used
    }

    /// Fills the region with one narrow character.
    mutating func fill(_ region: Region, with scalar: Unicode.Scalar = " ", style: Style = .plain) {
        let glyph = GlyphTable.visible(scalar)
        let cell = Cell(glyph: glyph.value, style: looks.intern(style), width: 1)
        let visible = region.intersection(clip).intersection(bounds)
        guard !visible.isEmpty else { return }
        for row in visible.row..<visible.endRow {
            for column in visible.column..<visible.endColumn { place(cell, row, column) }
        }
    }

    /// Changes how what stands in the region looks.
    mutating func restyle(_ region: Region, _ change: (inout Style) -> Void) {
        let visible = region.intersection(clip).intersection(bounds)
        guard !visible.isEmpty else { return }
        for row in visible.row..<visible.endRow {
            for column in visible.column..<visible.endColumn {
                var style = looks[self[row, column].style]
                change(&style)
                cells[row * columns + column].style = looks.intern(style)
            }
        }
    }

    // MARK: Placing

    private mutating func place(_ character: Character, _ look: UInt16, _ row: Int, _ column: Int) {
        let scalars = character.unicodeScalars
        if scalars.index(after: scalars.startIndex) == scalars.endIndex {
            let scalar = GlyphTable.visible(scalars[scalars.startIndex])
            let width = UInt8(max(TextWidth.of(scalar), 1))
            place(Cell(glyph: scalar.value, style: look, width: width), row, column)
            return
        }
        var at = column
        for (glyph, width) in glyphs.parts(of: scalars) {
            place(Cell(glyph: glyph, style: look, width: UInt8(width)), row, at)
            at += width
        }
    }

    private mutating func place(_ cell: Cell, _ row: Int, _ column: Int) {
        let end = column + Int(cell.width)
        guard row >= clip.row, row < clip.endRow, row >= 0, row < rows else { return }
        guard column >= clip.column, column >= 0, end <= clip.endColumn, end <= columns else {
            // Half of a wide cell at an edge.
            if cell.width == 2 {
                let half = Cell(glyph: 0x20, style: cell.style, width: 1)
                place(half, row, column)
                place(half, row, column + 1)
            }
            return
        }
        let index = row * columns + column
        mend(index, column)
        if cell.width == 2 {
            mend(index + 1, column + 1)
            cells[index + 1] = Cell(glyph: 0x20, style: cell.style, width: 0)
        }
        cells[index] = cell
    }

    /// A wide cell that loses one half becomes blank in the other.
    private mutating func mend(_ index: Int, _ column: Int) {
        if cells[index].width == 0, column > 0 {
            cells[index - 1].glyph = 0x20
            cells[index - 1].width = 1
            cells[index].width = 1
        } else if cells[index].width == 2, column + 1 < columns {
            cells[index + 1].glyph = 0x20
            cells[index + 1].width = 1
            cells[index].width = 1
            cells[index].glyph = 0x20
        }
    }
}

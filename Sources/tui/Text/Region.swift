/// A rectangle of cells. Rows and columns count from 0 at the top left.
struct Region: Hashable, Sendable {
    var row: Int
    var column: Int
    var rows: Int
    var columns: Int

    init(row: Int, column: Int, rows: Int, columns: Int) {
        self.row = row
        self.column = column
        self.rows = max(rows, 0)
        self.columns = max(columns, 0)
    }

    var endRow: Int { row + rows }
    var endColumn: Int { column + columns }
    var isEmpty: Bool { rows == 0 || columns == 0 }

    func contains(row: Int, column: Int) -> Bool {
        row >= self.row && row < endRow && column >= self.column && column < endColumn
    }

    func intersection(_ other: Region) -> Region {
        let top = max(row, other.row)
        let left = max(column, other.column)
        return Region(
            row: top, column: left, rows: min(endRow, other.endRow) - top,
            columns: min(endColumn, other.endColumn) - left)
    }
}

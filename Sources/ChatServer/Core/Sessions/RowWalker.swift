/// Finds the row that carries an `s`: fed the rows of a segment in order, page by page.
package struct RowWalker: Sendable {
    private let filter: StreamFilter
    private var remaining: Int64
    /// The row with that number, once it has come.
    package private(set) var found: Int64?

    /// - Parameter ordinal: from 1, among the rows that pass.
    package init(ordinal: Int64, filter: StreamFilter) {
        precondition(ordinal > 0, "rows are counted from 1")
        remaining = ordinal
        self.filter = filter
    }

    package mutating func take(_ rows: [RowHead]) {
        for row in rows where found == nil && filter.passes(row) {
            remaining -= 1
            if remaining == 0 { found = row.position }
        }
    }
}

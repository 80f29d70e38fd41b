/// One place of the grid, 8 bytes.
struct Cell: Hashable, Sendable {
    /// A scalar, or from `firstCluster` on an index into the grid's clusters.
    var glyph: UInt32
    /// An index into the grid's styles.
    var style: UInt16
    /// Columns: 1 or 2; 0 for the right half of the cell before.
    var width: UInt8
    private var reserved: UInt8 = 0

    static let firstCluster: UInt32 = 0x110000
    static let blank = Cell(glyph: 0x20, style: 0, width: 1)

    init(glyph: UInt32, style: UInt16, width: UInt8) {
        self.glyph = glyph
        self.style = style
        self.width = width
    }
}

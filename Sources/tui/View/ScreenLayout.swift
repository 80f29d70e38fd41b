/// Which pane stands where. Panes fold away as the screen shrinks: the members below 100
/// columns, the tree below 70, the header and the activity line below 10 rows, the status
/// line on the last row but one.
struct ScreenLayout: Sendable, Equatable {
    private(set) var header: Region?
    private(set) var tree: Region?
    private(set) var members: Region?
    private(set) var messages: Region
    private(set) var activity: Region?
    private(set) var status: Region?
    private(set) var input: Region

    static let membersWidth = 18

    init(_ model: AppModel) {
        let columns = model.columns
        let rows = model.rows
        let most = max(1, rows * 2 / 5)
        let inputRows = min(InputLayout(model, columns: columns).rows.count, most)
        var bottom = rows - inputRows
        input = Region(row: bottom, column: 0, rows: inputRows, columns: columns)
        if bottom >= 2 {
            bottom -= 1
            status = Region(row: bottom, column: 0, rows: 1, columns: columns)
        }
        if rows >= 10, bottom >= 4 {
            bottom -= 1
            activity = Region(row: bottom, column: 0, rows: 1, columns: columns)
        }
        var left = 0
        var right = columns
        if !model.isZoomed, model.value(of: .tree) == "on", columns >= 70 {
            let width = min(24, columns / 5)
            tree = Region(row: 0, column: 0, rows: bottom, columns: width)
            left = width + 1
        }
        if !model.isZoomed, model.value(of: .members) == "on", columns >= 100 {
            right = columns - Self.membersWidth - 1
            members = Region(
                row: 0, column: right + 1, rows: bottom, columns: Self.membersWidth)
        }
        var top = 0
        if rows >= 10, bottom >= 4, !model.isZoomed {
            header = Region(row: 0, column: left, rows: 1, columns: right - left)
            top = 1
        }
        messages = Region(row: top, column: left, rows: bottom - top, columns: right - left)
    }

    /// The rows of text in the box of an overlay.
    static func overlayHeight(_ model: AppModel) -> Int { max(1, model.rows - 4) }
}

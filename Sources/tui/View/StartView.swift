/// The frame before anything is known.
enum StartView {
    static func draw(_ model: AppModel, into grid: inout CellGrid) {
        let text = "roost"
        let column = max(0, (model.columns - text.count) / 2)
        grid.put(text, row: model.rows / 2, column: column, style: Theme.bold)
    }
}

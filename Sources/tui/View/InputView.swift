/// The line being written.
enum InputView {
    static func draw(_ model: AppModel, in region: Region, into grid: inout CellGrid) {
        grid.clip = region
        let layout = InputLayout(model, columns: region.columns)
        let prompt = InputLayout.prompt(model)
        // As many rows as there are, with the cursor's among them.
        let first = min(
            max(0, layout.cursor.row - region.rows + 1),
            max(0, layout.rows.count - region.rows))
        for (offset, row) in layout.rows.dropFirst(first).prefix(region.rows).enumerated() {
            if first + offset == 0 {
                grid.put(prompt, row: region.row, column: region.column, style: Theme.bold)
            }
            grid.put(row, row: region.row + offset, column: region.column + prompt.count)
        }
        let column = min(region.column + prompt.count + layout.cursor.column, model.columns - 1)
        let row = region.row + layout.cursor.row - first
        if row >= 0, row < model.rows { grid.cursor = (row, max(0, column)) }
    }
}

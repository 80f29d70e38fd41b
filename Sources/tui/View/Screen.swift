/// Draws the model into the cell grid: the one way from state to screen.
enum Screen {
    /// - Parameter grid: blank, of the model's size.
    static func draw(_ model: AppModel, into grid: inout CellGrid) {
        switch model.phase {
        case .starting: StartView.draw(model, into: &grid)
        case .signIn(let form): SignInView.draw(form, model, into: &grid)
        case .chat: drawChat(model, into: &grid)
        }
    }

    private static func drawChat(_ model: AppModel, into grid: inout CellGrid) {
        let layout = ScreenLayout(model)
        if let region = layout.tree {
            TreeView.draw(model, in: region, into: &grid)
            border(column: region.endColumn, rows: region.rows, into: &grid)
        }
        if let region = layout.members {
            MembersView.draw(model, in: region, into: &grid)
            border(column: region.column - 1, rows: region.rows, into: &grid)
        }
        if let region = layout.header { HeaderView.draw(model, in: region, into: &grid) }
        MessagesView.draw(model, in: layout.messages, into: &grid)
        if let region = layout.activity { ActivityView.draw(model, in: region, into: &grid) }
        if let region = layout.status {
            StatusView.draw(model, layout, in: region, into: &grid)
        }
        InputView.draw(model, in: layout.input, into: &grid)
        grid.clip = grid.bounds
        if model.overlay != nil { OverlayView.draw(model, into: &grid) }
    }

    private static func border(column: Int, rows: Int, into grid: inout CellGrid) {
        grid.clip = grid.bounds
        grid.fill(
            Region(row: 0, column: column, rows: rows, columns: 1), with: "│", style: Theme.border)
    }
}

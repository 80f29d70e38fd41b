/// The input line broken into rows, and where its cursor stands.
struct InputLayout: Sendable, Equatable {
    private(set) var rows: [String] = [""]
    private(set) var cursor: (row: Int, column: Int) = (0, 0)

    static let prompt = "> "
    static let editPrompt = "edit> "

    static func prompt(_ model: AppModel) -> String {
        let prompt = model.editing == nil ? prompt : editPrompt
        return model.columns > prompt.count + 4 ? prompt : ""
    }

    init(_ model: AppModel, columns: Int) {
        self.init(model.editor, width: columns - Self.prompt(model).count)
    }

    init(_ editor: LineEditor, width: Int) {
        let width = max(width, 1)
        var used = 0
        for (index, character) in editor.text.enumerated() {
            let columns = character == "\n" ? 0 : TextWidth.of(character)
            if used + columns > width {
                rows.append("")
                used = 0
            }
            if index == editor.cursor { cursor = (rows.count - 1, used) }
            if character == "\n" {
                rows.append("")
                used = 0
            } else {
                rows[rows.count - 1].append(character)
                used += columns
            }
        }
        guard editor.cursor >= editor.text.count else { return }
        // The cursor behind a full row stands on the next one.
        if used >= width {
            rows.append("")
            used = 0
        }
        cursor = (rows.count - 1, used)
    }

    static func == (left: Self, right: Self) -> Bool {
        left.rows == right.rows && left.cursor == right.cursor
    }
}

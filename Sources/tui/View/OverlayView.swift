import ChatCore

/// Boxes over the panes: help, answers, the switcher, questions.
enum OverlayView {
    static func draw(_ model: AppModel, into grid: inout CellGrid) {
        switch model.overlay {
        case nil: break
        case .help(let scroll):
            draw(title: "Help", lines: HelpText.lines, scroll: scroll, model, &grid)
        case .text(let title, let lines, let scroll):
            draw(title: title, lines: lines, scroll: scroll, model, &grid)
        case .switcher(let switcher): draw(switcher, model, &grid)
        case .confirmPaste(let text):
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let sample = lines.prefix(6).map { Sanitizer.line(String($0)) }
            var body = ["Paste \(lines.count) lines as one message?", ""] + sample
            if lines.count > 6 { body.append("…") }
            body += ["", "Enter: yes   Esc: no"]
            draw(title: "Paste", lines: body, scroll: 0, model, &grid)
        }
    }

    private static func draw(
        title: String, lines: [String], scroll: Int, _ model: AppModel, _ grid: inout CellGrid
    ) {
        let widest = lines.map { TextWidth.of($0) }.max() ?? 0
        let inner = box(title, width: widest, height: lines.count, model, &grid)
        for (offset, line) in lines.dropFirst(scroll).prefix(inner.rows).enumerated() {
            let isHeading = !line.hasPrefix(" ") && (line == "Commands" || line == "Keys")
            grid.put(
                Sanitizer.line(line), row: inner.row + offset, column: inner.column,
                style: isHeading ? Theme.bold : .plain, limit: inner.columns)
        }
        if lines.count > inner.rows, !inner.isEmpty {
            grid.clip = grid.bounds
            let place = scroll + inner.rows >= lines.count ? "end" : "more: PgDn"
            grid.put(
                " \(place) ", row: inner.endRow, column: max(0, inner.endColumn - 12),
                style: Theme.border)
        }
        grid.cursor = nil
    }

    private static func draw(_ switcher: Switcher, _ model: AppModel, _ grid: inout CellGrid) {
        let matches = model.matches(for: switcher)
        let height = min(matches.count + 1, 12)
        let inner = box("Go to", width: 36, height: height, model, &grid)
        guard !inner.isEmpty else { return }
        let query = switcher.query.string
        let used = grid.put("> ", row: inner.row, column: inner.column, style: Theme.bold)
        grid.put(query, row: inner.row, column: inner.column + used, limit: inner.columns - used)
        let before = TextWidth.of(String(switcher.query.text[..<switcher.query.cursor]))
        grid.cursor = (
            inner.row, min(inner.column + used + before, max(inner.endColumn - 1, 0))
        )
        let room = inner.rows - 1
        let first = max(0, min(switcher.selection - room + 1, matches.count - room))
        for (offset, id) in matches.dropFirst(first).prefix(max(0, room)).enumerated() {
            guard let state = model.channels[id] else { continue }
            let row = inner.row + 1 + offset
            let style =
                state.mentions > 0 ? Theme.mention : state.unread > 0 ? Theme.unread : .plain
            let name = "#" + Sanitizer.line(state.info.name)
            let mark = state.unread > 0 ? " (\(TreeView.count(state.unread)))" : ""
            grid.put(
                TextWidth.truncate(name + mark, to: inner.columns), row: row, column: inner.column,
                style: style)
            if first + offset == switcher.selection {
                let line = Region(row: row, column: inner.column, rows: 1, columns: inner.columns)
                grid.restyle(line) { $0.attributes.insert(.reverse) }
            }
        }
    }

    /// A centred frame, as large as the screen lets it be.
    /// - Returns: the region inside.
    private static func box(
        _ title: String, width: Int, height: Int, _ model: AppModel, _ grid: inout CellGrid
    ) -> Region {
        grid.clip = grid.bounds
        let columns = min(max(width, TextWidth.of(title) + 2) + 4, model.columns)
        let rows = min(height + 2, model.rows - 2 > 2 ? model.rows - 2 : model.rows)
        let outer = Region(
            row: max(0, (model.rows - rows) / 2), column: max(0, (model.columns - columns) / 2),
            rows: rows, columns: columns)
        grid.fill(outer)
        guard outer.rows > 2, outer.columns > 4 else {
            grid.clip = outer
            return outer
        }
        let line = String(repeating: "─", count: outer.columns - 2)
        grid.put("┌" + line + "┐", row: outer.row, column: outer.column, style: Theme.border)
        grid.put("└" + line + "┘", row: outer.endRow - 1, column: outer.column, style: Theme.border)
        let sides = Region(
            row: outer.row + 1, column: outer.column, rows: outer.rows - 2, columns: 1)
        var right = sides
        right.column = outer.endColumn - 1
        grid.fill(sides, with: "│", style: Theme.border)
        grid.fill(right, with: "│", style: Theme.border)
        grid.put(
            " \(TextWidth.truncate(title, to: outer.columns - 6)) ", row: outer.row,
            column: outer.column + 2, style: Theme.bold)
        let inner = Region(
            row: outer.row + 1, column: outer.column + 2, rows: outer.rows - 2,
            columns: outer.columns - 4)
        grid.clip = inner
        return inner
    }
}

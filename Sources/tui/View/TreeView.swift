import ChatCore

/// Categories and channels with their marks.
enum TreeView {
    static func draw(_ model: AppModel, in region: Region, into grid: inout CellGrid) {
        grid.clip = region
        let rows = model.tree
        let first = firstRow(model, height: region.rows)
        for (offset, row) in rows.dropFirst(first).prefix(region.rows).enumerated() {
            let line = region.row + offset
            switch row {
            case .category(let id):
                grid.put(
                    Sanitizer.line(model.name(of: id)).uppercased(), row: line,
                    column: region.column, style: Theme.dim, limit: region.columns)
            case .channel(let id, let number):
                guard let state = model.channels[id] else { continue }
                draw(state, number, isOpen: id == model.open, row: line, region, &grid)
            }
        }
    }

    /// Scrolled so far that the open channel is in view.
    static func firstRow(_ model: AppModel, height: Int) -> Int {
        let rows = model.tree
        guard rows.count > height, height > 0 else { return 0 }
        let open = rows.firstIndex { row in
            if case .channel(let id, _) = row { id == model.open } else { false }
        }
        return min(max(0, (open ?? 0) - height / 2), rows.count - height)
    }

    private static func draw(
        _ state: ChannelState, _ number: Int?, isOpen: Bool, row: Int, _ region: Region,
        _ grid: inout CellGrid
    ) {
        let mark: String
        if state.mentions > 0 {
            mark = "@\(count(state.mentions))"
        } else if state.unread > 0 {
            mark = count(state.unread)
        } else {
            mark = ""
        }
        let style =
            state.mentions > 0 ? Theme.mention : state.unread > 0 ? Theme.unread : Style.plain
        let digit = number.map { "\($0) " } ?? "  "
        grid.put(digit, row: row, column: region.column, style: Theme.dim)
        let sign = state.info.kind == .voice ? "~" : "#"
        let room = region.columns - 2 - (mark.isEmpty ? 0 : mark.count + 1)
        grid.put(
            TextWidth.truncate(sign + Sanitizer.line(state.info.name), to: max(0, room)), row: row,
            column: region.column + 2, style: style)
        if !mark.isEmpty {
            grid.put(mark, row: row, column: region.endColumn - mark.count, style: style)
        }
        if isOpen {
            let whole = Region(row: row, column: region.column, rows: 1, columns: region.columns)
            grid.restyle(whole) { $0.attributes.insert(.reverse) }
        }
    }

    static func count(_ number: Int) -> String { number > 999 ? "999+" : "\(number)" }
}

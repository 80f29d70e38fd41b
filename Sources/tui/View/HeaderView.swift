import ChatCore

/// The channel's name and topic.
enum HeaderView {
    static func draw(_ model: AppModel, in region: Region, into grid: inout CellGrid) {
        grid.clip = region
        guard let open = model.open, let state = model.channels[open] else { return }
        var line = StyledLine("#" + Sanitizer.line(state.info.name), Theme.bold)
        if let topic = state.info.topic, !topic.isEmpty {
            let room = region.columns - line.width - 2
            if room > 4 {
                line.append("  " + TextWidth.truncate(Sanitizer.line(topic), to: room), Theme.dim)
            }
        }
        grid.put(line, row: region.row, column: region.column, limit: region.columns)
    }
}

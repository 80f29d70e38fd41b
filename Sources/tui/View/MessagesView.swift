import ChatCore

/// The history around the place the user looks at.
enum MessagesView {
    static func draw(_ model: AppModel, in region: Region, into grid: inout CellGrid) {
        grid.clip = region
        guard !region.isEmpty else { return }
        guard let open = model.open, let state = model.channels[open] else {
            grid.put(emptyText(model), row: region.row, column: region.column, style: Theme.dim)
            return
        }
        let layout = MessageLayout(model, state, width: region.columns)
        let window = MessageWindow(layout, anchor: state.anchor, height: region.rows)
        if window.lines.isEmpty {
            let text = hint(state, model)
            for (row, line) in Wrap.lines(text, width: region.columns).enumerated() {
                grid.put(line, row: region.row + row, column: region.column, style: Theme.dim)
            }
            return
        }
        let top = region.endRow - window.lines.count
        for (offset, line) in window.lines.enumerated() {
            grid.put(line, row: top + offset, column: region.column, limit: region.columns)
        }
    }

    private static func emptyText(_ model: AppModel) -> String {
        model.link.isLive ? "No channel yet: /create general" : model.link.label
    }

    private static func hint(_ state: ChannelState, _ model: AppModel) -> String {
        if !state.info.hasText { return "A voice channel. Voice comes later." }
        if state.clearedThrough != nil { return "" }
        switch state.loading {
        case .running: return "loading…"
        case .failed(let reason): return Sanitizer.line(reason)
        case .idle:
            return state.reachesStart || (state.info.lastMessageID == nil && model.link.isLive)
                ? "Nobody has said anything in #\(Sanitizer.line(state.info.name)) yet. "
                    + "Write something and press Enter; F1 shows what else there is." : ""
        }
    }
}

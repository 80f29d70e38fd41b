import ChatCore

/// The reversed line: connection, place, what is unread elsewhere.
enum StatusView {
    static func draw(
        _ model: AppModel, _ layout: ScreenLayout, in region: Region, into grid: inout CellGrid
    ) {
        grid.clip = region
        let style = model.link.isLive ? Theme.status : Theme.statusAlert
        grid.fill(region, style: style)
        let hasActivity = layout.activity != nil
        if !hasActivity, let notice = model.notice {
            grid.put(
                Sanitizer.line(notice.text), row: region.row, column: region.column, style: style,
                limit: region.columns)
            return
        }
        let right = rightPart(model)
        let rightWidth = TextWidth.of(right)
        let left = leftPart(model, layout)
        let room = region.columns - (rightWidth > 0 ? rightWidth + 2 : 0)
        grid.put(
            TextWidth.truncate(left, to: max(room, 0)), row: region.row, column: region.column,
            style: style)
        if room >= 12 {
            grid.put(
                right, row: region.row, column: region.endColumn - rightWidth - 1, style: style)
        }
    }

    private static func leftPart(_ model: AppModel, _ layout: ScreenLayout) -> String {
        var parts: [String] = []
        let open = model.open.flatMap { model.channels[$0] }
        if let open, layout.header == nil { parts.append("#" + Sanitizer.line(open.info.name)) }
        parts.append(model.link.isLive ? (layout.tree == nil ? "" : "live") : model.link.label)
        if let open {
            let waiting = open.pending.count
            if waiting > 0, !model.link.isLive { parts.append("\(waiting) waiting to be sent") }
            if layout.activity == nil {
                if open.newBelow > 0 { parts.append("↓\(open.newBelow) new") }
                let typing = ActivityView.typing(model)
                if !typing.isEmpty { parts.append(typing) }
            }
        }
        if layout.tree == nil { parts.append(unread(model)) }
        if let reason = model.link.reason {
            parts.append("(" + Sanitizer.line(reason) + ")")
        } else if layout.tree != nil || model.columns >= 60 {
            if let name = model.guild?.name, !name.isEmpty { parts.append(Sanitizer.line(name)) }
            if let me = model.me { parts.append(Sanitizer.line(me.displayName)) }
        }
        return " " + parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// `2:ops(3) 4:dev(@1)`: what the folded tree would show.
    private static func unread(_ model: AppModel) -> String {
        var words: [String] = []
        for (index, id) in model.channelOrder.enumerated() where id != model.open {
            guard let state = model.channels[id], state.unread > 0 else { continue }
            let number = index < 9 ? "\(index + 1):" : ""
            let count =
                state.mentions > 0
                ? "@\(TreeView.count(state.mentions))" : TreeView.count(state.unread)
            words.append("\(number)\(Sanitizer.line(state.info.name))(\(count))")
        }
        return words.joined(separator: " ")
    }

    private static func rightPart(_ model: AppModel) -> String {
        if model.editing != nil { return "Esc stops" }
        let length = model.editor.text.count
        if length > 3500 { return "\(length)/4000" }
        return model.columns >= 40 ? "F1 help" : ""
    }
}

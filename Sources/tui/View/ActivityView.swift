import ChatCore

/// The line above the status: what just happened, what is below, who types.
enum ActivityView {
    static func draw(_ model: AppModel, in region: Region, into grid: inout CellGrid) {
        grid.clip = region
        let (text, style) = content(model)
        grid.put(
            TextWidth.truncate(text, to: region.columns), row: region.row, column: region.column,
            style: style)
    }

    static func content(_ model: AppModel) -> (text: String, style: Style) {
        if let notice = model.notice {
            return (Sanitizer.line(notice.text), notice.isError ? Theme.error : .plain)
        }
        var parts: [String] = []
        if let open = model.open, let state = model.channels[open], state.anchor != nil {
            parts.append(
                state.newBelow > 0 ? "↓ \(state.newBelow) new below: Alt-End" : "↓ Alt-End: newest")
        }
        let typing = typing(model)
        if !typing.isEmpty { parts.append(typing) }
        return (parts.joined(separator: "   "), Theme.dim)
    }

    static func typing(_ model: AppModel) -> String {
        guard let open = model.open else { return "" }
        let names = model.typing.users(in: open).map { Sanitizer.line(model.name(of: $0)) }
        switch names.count {
        case 0: return ""
        case 1: return "\(names[0]) is typing…"
        case 2: return "\(names[0]) and \(names[1]) are typing…"
        case 3: return "\(names[0]), \(names[1]) and \(names[2]) are typing…"
        default: return "\(names[0]), \(names[1]) and \(names.count - 2) others are typing…"
        }
    }
}

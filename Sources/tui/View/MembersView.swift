import ChatCore

/// Who is here.
enum MembersView {
    static func draw(_ model: AppModel, in region: Region, into grid: inout CellGrid) {
        grid.clip = region
        let order = model.memberOrder
        let fits = order.count <= region.rows
        let shown = order.prefix(fits ? region.rows : max(0, region.rows - 1))
        for (offset, user) in shown.enumerated() {
            let row = region.row + offset
            let (sign, signStyle, isAway) = sign(of: model.statuses[user] ?? .offline)
            grid.put(sign, row: row, column: region.column, style: signStyle)
            let name = Sanitizer.line(model.name(of: user))
            let style =
                isAway ? Theme.dim : user == model.me?.id ? Theme.own : Theme.name(user)
            let bot = model.members[user]?.user.isBot == true ? " bot" : ""
            let room = region.columns - 2 - bot.count
            let used = grid.put(
                TextWidth.truncate(name, to: max(0, room)), row: row, column: region.column + 2,
                style: style)
            grid.put(bot, row: row, column: region.column + 2 + used, style: Theme.dim)
        }
        if !fits {
            grid.put(
                "+\(order.count - shown.count) more: /who", row: region.endRow - 1,
                column: region.column, style: Theme.dim)
        }
    }

    private static func sign(of status: Presence.Status) -> (String, Style, Bool) {
        switch status {
        case .online: ("●", Style(.green), false)
        case .idle: ("◐", Style(.yellow), false)
        case .doNotDisturb: ("⊘", Style(.red), false)
        default: ("○", Theme.dim, true)
        }
    }
}

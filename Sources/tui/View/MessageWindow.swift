import ChatCore

/// The rows of the message pane for a place in the history: from the anchor upwards until
/// the pane is full. Its cost is that of a screen, however long the history.
struct MessageWindow {
    private(set) var lines: [StyledLine] = []
    /// The first item that is in view.
    private(set) var firstItem: Int

    init(_ layout: MessageLayout, anchor: Anchor?, height: Int) {
        let (bottom, skip) = Self.start(layout.state, anchor)
        var index = bottom
        var hidden = skip
        firstItem = bottom
        while index >= 0, lines.count < height {
            var rows = layout.lines(at: index)
            let cut = min(hidden, rows.count)
            rows.removeLast(cut)
            hidden -= cut
            let room = height - lines.count
            if rows.count >= room {
                // The pane begins with it.
                let whole = layout.lines(at: index, isFirst: true)
                rows = Array(whole.prefix(rows.count))
            }
            lines = rows.suffix(room) + lines
            firstItem = index
            index -= 1
        }
        firstItem = max(firstItem, 0)
    }

    /// The item at the bottom, and how many of its rows are below the pane.
    static func start(_ state: ChannelState, _ anchor: Anchor?) -> (item: Int, skip: Int) {
        guard let anchor else { return (state.itemCount - 1, 0) }
        if let index = state.log.index(of: anchor.message) { return (index, anchor.rowsBelow) }
        return (state.log.position(of: anchor.message) - 1, 0)
    }
}

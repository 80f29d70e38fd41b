import ChatBase
import ChatCore

/// Moving through the history.
extension AppModel {
    mutating func scroll(pages: Int, now: MonotonicTime) -> [Effect] {
        let height = ScreenLayout(self).messages.rows
        return scroll(rows: pages * max(1, height - 1), now: now)
    }

    /// Up is negative.
    mutating func scroll(rows: Int, now: MonotonicTime) -> [Effect] {
        guard let open, let state = channels[open] else { return [] }
        if state.clearedThrough != nil, rows < 0 { channels[open]?.clearedThrough = nil }
        let pane = ScreenLayout(self).messages
        let layout = MessageLayout(self, channels[open] ?? state, width: pane.columns)
        guard layout.count > 0 else { return loadMoreIfShort() }
        let anchor = Self.moved(state.anchor, by: rows, layout, height: pane.rows)
        channels[open]?.anchor = anchor
        if anchor == nil { channels[open]?.newBelow = 0 }
        if case .failed = state.loading, rows < 0 { channels[open]?.loading = .idle }
        return loadMoreIfShort() + markSeen(now: now)
    }

    mutating func scrollToNewest(now: MonotonicTime) -> [Effect] {
        guard let open else { return [] }
        channels[open]?.follow()
        return markSeen(now: now)
    }

    mutating func scrollToOldest(now: MonotonicTime) -> [Effect] {
        scroll(rows: -1_000_000, now: now)
    }

    /// Where the bottom of the pane is after moving; nil: it follows the newest again.
    private static func moved(
        _ anchor: Anchor?, by rows: Int, _ layout: MessageLayout, height: Int
    ) -> Anchor? {
        var (item, skip) = MessageWindow.start(layout.state, anchor)
        item = max(item, 0)
        if rows < 0 {
            skip += -rows
            while item > 0 {
                let tall = layout.height(at: item)
                guard skip >= tall else { break }
                skip -= tall
                item -= 1
            }
            skip = min(skip, max(0, layout.height(at: item) - 1))
            (item, skip) = filled(item, skip, layout, height)
        } else {
            skip -= rows
            while skip < 0 {
                item += 1
                guard item < layout.count else { return nil }
                skip += layout.height(at: item)
            }
        }
        let last = layout.count - 1
        if item >= last, skip <= 0 { return nil }
        guard item < layout.state.log.count else { return nil }
        return Anchor(message: layout.state.log[item].id, rowsBelow: max(skip, 0))
    }

    /// Not above what fills the pane from the oldest message on.
    private static func filled(
        _ item: Int, _ skip: Int, _ layout: MessageLayout, _ height: Int
    ) -> (Int, Int) {
        var above = layout.height(at: item) - skip
        var index = item - 1
        while index >= 0, above < height {
            above += layout.height(at: index)
            index -= 1
        }
        var missing = height - above
        var item = item
        var skip = skip
        while missing > 0 {
            if skip >= missing {
                skip -= missing
                break
            }
            missing -= skip
            skip = 0
            guard item + 1 < layout.count else { break }
            item += 1
            skip = layout.height(at: item)
        }
        return (item, skip)
    }

    /// Asks for the page before the oldest message, or before a hole, once that comes near.
    mutating func loadMoreIfShort() -> [Effect] {
        guard let open, let state = channels[open], case .idle = state.loading,
            state.info.hasText
        else { return [] }
        let pane = ScreenLayout(self).messages
        let layout = MessageLayout(self, state, width: pane.columns)
        let window = MessageWindow(layout, anchor: state.anchor, height: pane.rows)
        guard let hole = hole(in: state.log, near: window.firstItem, rows: pane.rows) else {
            return []
        }
        channels[open]?.loading = .running(before: hole)
        return [.loadHistory(open, before: hole)]
    }

    /// A message in view, or at most a screen above it, before which something is missing.
    private func hole(in log: MessageLog, near first: Int, rows: Int) -> MessageID? {
        guard !log.isEmpty else { return nil }
        let low = max(0, first - rows)
        var index = min(log.count - 1, first + rows)
        while index >= low {
            if log[index].hasGapBefore { return log[index].id }
            index -= 1
        }
        return nil
    }
}

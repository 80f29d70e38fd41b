import ChatBase
import ChatCore

/// Keys while something lies over the panes.
extension AppModel {
    mutating func press(
        _ key: Key, _ action: KeyAction?, over overlay: Overlay, now: MonotonicTime
    ) -> [Effect] {
        if action == .interrupt {
            self.overlay = nil
            return []
        }
        switch overlay {
        case .help, .text: return pressOverText(key, action)
        case .switcher(let switcher): return press(key, action, in: switcher, now: now)
        case .confirmPaste(let text):
            switch key.code {
            case .enter, .character("y"), .character("Y"):
                self.overlay = nil
                editor.insert(text)
            case .escape, .character("n"), .character("N"): self.overlay = nil
            default: break
            }
            return []
        }
    }

    private mutating func pressOverText(_ key: Key, _ action: KeyAction?) -> [Effect] {
        let page = max(1, rows - 5)
        switch (key.code, action) {
        case (.up, _): scrollOverlay(-1)
        case (.down, _): scrollOverlay(1)
        case (.pageUp, _): scrollOverlay(-page)
        case (.pageDown, _), (.character(" "), _): scrollOverlay(page)
        case (.home, _): scrollOverlay(-100_000)
        case (.end, _): scrollOverlay(100_000)
        case (.escape, _), (.enter, _), (.character("q"), _), (_, .help): overlay = nil
        default: break
        }
        return []
    }

    mutating func scrollOverlay(_ rows: Int) {
        let limit = max(0, overlayLines.count - ScreenLayout.overlayHeight(self))
        func moved(_ scroll: Int) -> Int { min(max(scroll + rows, 0), limit) }
        switch overlay {
        case .help(let scroll): overlay = .help(scroll: moved(scroll))
        case .text(let title, let lines, let scroll):
            overlay = .text(title: title, lines: lines, scroll: moved(scroll))
        default: break
        }
    }

    /// What a text overlay shows, unwrapped.
    var overlayLines: [String] {
        switch overlay {
        case .help: HelpText.lines
        case .text(_, let lines, _): lines
        default: []
        }
    }

    // MARK: The switcher

    /// Matches for the prompt: the best first, then the latest used, then the tree's order.
    func matches(for switcher: Switcher) -> [ChannelID] {
        let query = switcher.query.string
        let name = query.hasPrefix("#") ? String(query.dropFirst()) : query
        let order = channels.values.filter { !$0.isCategory }
        let places = Dictionary(
            channelOrder.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let scored = order.compactMap { state -> (ChannelID, Int, Int, Int)? in
            guard let score = Switcher.score(state.info.name, query: name) else { return nil }
            let id = state.info.id
            let use = id == open ? Int.max : recent.firstIndex(of: id) ?? 1000
            return (id, score, use, places[id] ?? 1000)
        }
        return scored.sorted { ($0.1, $0.2, $0.3, $0.0) < ($1.1, $1.2, $1.3, $1.0) }.map(\.0)
    }

    private mutating func press(
        _ key: Key, _ action: KeyAction?, in switcher: Switcher, now: MonotonicTime
    ) -> [Effect] {
        var switcher = switcher
        let count = matches(for: switcher).count
        switch (key.code, action) {
        case (.escape, _), (_, .switcher):
            overlay = nil
            return []
        case (.enter, _):
            let found = matches(for: switcher)
            overlay = nil
            guard found.indices.contains(switcher.selection) else { return [] }
            return go(to: found[switcher.selection], now: now)
        case (.up, _), (_, .complete(forward: false)): switcher.selection -= 1
        case (.down, _), (_, .complete(forward: true)): switcher.selection += 1
        case (_, .edit(let edit)?):
            if edit != .newline { switcher.query.apply(edit) }
            switcher.selection = 0
        case (.character(let character), nil) where key.modifiers.subtracting(.shift).isEmpty:
            switcher.query.apply(.insert(character))
            switcher.selection = 0
        default: break
        }
        switcher.selection = count == 0 ? 0 : (switcher.selection + count) % count
        overlay = .switcher(switcher)
        return []
    }
}

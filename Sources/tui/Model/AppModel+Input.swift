import ChatBase
import ChatCore

/// Keys, pastes, the mouse.
extension AppModel {
    mutating func handle(_ input: InputEvent, now: MonotonicTime) -> [Effect] {
        switch input {
        case .resize(let columns, let rows):
            self.columns = max(columns, 1)
            self.rows = max(rows, 1)
            return []
        case .focus(let focused):
            isFocused = focused
            return focused ? markSeen(now: now) : []
        case .mouse(let mouse):
            guard value(of: .mouse) == "on" else { return [] }
            switch mouse.action {
            case .wheelUp: return wheel(-3, now: now)
            case .wheelDown: return wheel(3, now: now)
            case .press(.left): return click(mouse, now: now)
            default: return []
            }
        case .paste(let text, let isTruncated): return paste(text, isTruncated, now: now)
        case .key(let key): return press(key, now: now)
        }
    }

    private mutating func press(_ key: Key, now: MonotonicTime) -> [Effect] {
        let action = Keymap.action(for: key)
        if action != .interrupt { quitArmed = nil }
        if case .redraw = action { return [.redraw] }
        switch phase {
        case .starting: return action == .interrupt ? interrupt(now: now) : []
        case .signIn(let form): return press(key, action, in: form, now: now)
        case .chat: break
        }
        if let overlay { return press(key, action, over: overlay, now: now) }
        if let action { return perform(action, now: now) }
        guard case .character(let character) = key.code,
            key.modifiers.subtracting(.shift).isEmpty
        else { return [] }
        return perform(.edit(.insert(character)), now: now)
    }

    private mutating func perform(_ action: KeyAction, now: MonotonicTime) -> [Effect] {
        switch action {
        case .complete(let forward):
            complete(forward: forward)
            return []
        default: completion = nil
        }
        switch action {
        case .edit(let edit): return apply(edit, now: now)
        case .enter: return enter(now: now)
        case .complete: return []
        case .up: return up(now: now)
        case .down: return down()
        case .escape: return escape(now: now)
        case .goTo(let number):
            let order = channelOrder
            return order.indices.contains(number - 1) ? go(to: order[number - 1], now: now) : []
        case .nextUnread: return goToUnread(now: now)
        case .step(let distance): return step(distance, now: now)
        case .back: return goBack(now: now)
        case .switcher:
            overlay = .switcher(Switcher())
            return []
        case .page(let pages): return scroll(pages: pages, now: now)
        case .rows(let rows): return scroll(rows: rows, now: now)
        case .oldest: return scrollToOldest(now: now)
        case .newest: return scrollToNewest(now: now)
        case .zoom:
            isZoomed.toggle()
            return []
        case .toggle(let setting):
            return set(setting.rawValue, to: value(of: setting) == "on" ? "off" : "on", now: now)
        case .redraw: return [.redraw]
        case .help: return showHelp(on: nil)
        case .interrupt: return interrupt(now: now)
        }
    }

    // MARK: The line

    private mutating func apply(_ edit: EditAction, now: MonotonicTime) -> [Effect] {
        let before = editor.text.count
        editor.apply(edit)
        guard editor.text.count > before, let open, link.isLive, editing == nil,
            editor.text.first != "/" || editor.text.starts(with: "//"),
            typingDue[open].map({ $0 <= now }) ?? true
        else { return [] }
        typingDue[open] = now + .seconds(8)
        return [.startTyping(open)]
    }

    private mutating func up(now: MonotonicTime) -> [Effect] {
        guard let open else { return [] }
        if !editor.isOnFirstLine {
            editor.apply(.lineUp)
            return []
        }
        if editor.isEmpty, channels[open]?.history.isBrowsing == false {
            return beginEditing(now: now)
        }
        if editing == nil, let line = channels[open]?.history.previous(current: editor.string) {
            editor.replace(with: line)
        }
        return []
    }

    private mutating func down() -> [Effect] {
        guard let open else { return [] }
        if !editor.isOnLastLine {
            editor.apply(.lineDown)
        } else if editing == nil, let line = channels[open]?.history.next() {
            editor.replace(with: line)
        }
        return []
    }

    private mutating func escape(now: MonotonicTime) -> [Effect] {
        if editing != nil {
            editing = nil
            editor.clear()
        } else if notice != nil {
            notice = nil
        } else if isZoomed {
            isZoomed = false
        } else {
            return scrollToNewest(now: now)
        }
        return []
    }

    mutating func interrupt(now: MonotonicTime) -> [Effect] {
        if quitArmed != nil { return quit() }
        quitArmed = now + .seconds(3)
        editing = nil
        if editor.isEmpty {
            say("Ctrl-C again quits.", now: now)
        } else {
            // Not `clear`: Ctrl-_ brings it back.
            editor.replace(with: "")
            say("Ctrl-C again quits; Ctrl-_ brings the line back.", now: now)
        }
        return []
    }

    private mutating func paste(
        _ text: String, _ isTruncated: Bool, now: MonotonicTime
    ) -> [Effect] {
        if isTruncated { say("Only the beginning of the paste fits.", isError: true, now: now) }
        switch phase {
        case .starting: return []
        case .signIn(var form):
            guard !form.isBusy else { return [] }
            let line = text.split(separator: "\n", omittingEmptySubsequences: true).first
            form[form.focus].insert(String(line ?? ""))
            phase = .signIn(form)
            return []
        case .chat: break
        }
        if case .switcher(var switcher) = overlay {
            switcher.query.insert(text.filter { !$0.isNewline })
            overlay = .switcher(switcher)
            return []
        }
        guard overlay == nil else { return [] }
        var body = text
        while body.hasSuffix("\n") { body.removeLast() }
        completion = nil
        if body.count(where: { $0 == "\n" }) >= 3 {
            overlay = .confirmPaste(body)
        } else {
            editor.insert(body)
        }
        return []
    }

    // MARK: The mouse

    private mutating func wheel(_ rows: Int, now: MonotonicTime) -> [Effect] {
        switch overlay {
        case nil: return phase == .chat ? scroll(rows: rows, now: now) : []
        case .help, .text: scrollOverlay(rows)
        case .switcher, .confirmPaste: break
        }
        return []
    }

    private mutating func click(_ mouse: InputEvent.Mouse, now: MonotonicTime) -> [Effect] {
        guard phase == .chat, overlay == nil, let pane = ScreenLayout(self).tree,
            pane.contains(row: mouse.row, column: mouse.column)
        else { return [] }
        let index = TreeView.firstRow(self, height: pane.rows) + mouse.row - pane.row
        let rows = tree
        guard rows.indices.contains(index), case .channel(let id, _) = rows[index] else {
            return []
        }
        return go(to: id, now: now)
    }
}

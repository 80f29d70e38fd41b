import ChatBase
import ChatCore

/// Lays out a channel's messages for a width: what scrolling counts and drawing shows.
struct MessageLayout {
    let model: AppModel
    let state: ChannelState
    let width: Int
    private let look: Look

    /// Where times and names stand.
    private enum Look {
        /// `12:01     alice  text`, wrapped under the text.
        case aligned(text: Int)
        /// `alice text`, wrapped from the first column.
        case inline(withTime: Bool)
    }

    private static let timeWidth = 6
    private static let nameWidth = 12

    init(_ model: AppModel, _ state: ChannelState, width: Int) {
        self.model = model
        self.state = state
        self.width = max(width, 1)
        if model.isZoomed || width < 56 {
            look = .inline(withTime: width >= 40)
        } else {
            look = .aligned(text: Self.timeWidth + Self.nameWidth + 2)
        }
    }

    var count: Int { state.itemCount }

    /// The rows of one item: what stands above it (day, gap, divider), then itself.
    /// - Parameter isFirst: the pane begins with it, so its author must be named. That
    ///   doesn't change how many rows there are.
    func lines(at index: Int, isFirst: Bool = false) -> [StyledLine] {
        if index >= state.log.count { return lines(of: state.pending[index - state.log.count]) }
        let message = state.log[index]
        if let cleared = state.clearedThrough, message.id <= cleared { return [] }
        if model.ignored.contains(message.author) { return [] }
        let previous = index > 0 ? state.log[index - 1] : nil
        var lines = separators(above: message, previous)
        let isDetached = !lines.isEmpty
        lines += body(of: message, previous: isDetached || isFirst ? nil : previous)
        return lines
    }

    /// Rows of the item, without building more than needed.
    func height(at index: Int) -> Int { lines(at: index).count }

    // MARK: Above a message

    private func separators(
        above message: ChatMessage, _ previous: ChatMessage?
    ) -> [StyledLine] {
        var lines: [StyledLine] = []
        if previous == nil, state.reachesStart, !message.hasGapBefore {
            lines.append(StyledLine("This is where #\(channelName) begins.", Theme.dim))
        } else if message.hasGapBefore {
            lines.append(gap)
        }
        let day = model.clock.day(of: message.time)
        if previous.map({ model.clock.day(of: $0.time) != day }) ?? true {
            lines.append(rule(LocalClock.date(of: day), Theme.dim))
        }
        if let divider = state.divider, message.id > divider,
            previous.map({ $0.id <= divider }) ?? true
        {
            lines.append(rule("new", Theme.divider))
        }
        return lines
    }

    private var channelName: String { Sanitizer.line(state.info.name) }

    private var gap: StyledLine {
        switch state.loading {
        case .running: StyledLine("… loading older messages", Theme.dim)
        case .failed(let reason):
            StyledLine("… older messages: \(Sanitizer.line(reason))", Theme.dim)
        case .idle:
            StyledLine(
                model.link.isLive
                    ? "… older messages: PgUp" : "… older messages come with the connection",
                Theme.dim)
        }
    }

    private func rule(_ label: String, _ style: Style) -> StyledLine {
        let text = " \(label) "
        let room = width - TextWidth.of(text)
        guard room >= 2 else { return StyledLine(TextWidth.truncate(label, to: width), style) }
        let left = room / 2
        return StyledLine(
            String(repeating: "─", count: left) + text
                + String(repeating: "─", count: room - left), style)
    }

    // MARK: Messages

    private func body(of message: ChatMessage, previous: ChatMessage?) -> [StyledLine] {
        let mine = message.author == model.me?.id
        let name = model.name(of: message.author, fallback: message.authorName)
        let nameStyle = mine ? Theme.own : Theme.name(message.author)
        var content = TextStyler(model, isMarked: model.marks(message))
        var text = message.content
        if let action = message.action { text = String(action) }
        content.take(text)
        if message.isEdited { content.append(" (edited)", Theme.dim) }
        let repeats =
            previous.map { before in
                before.author == message.author && message.quote == nil && message.action == nil
                    && before.action == nil
                    && message.time - before.time < .seconds(300)
                    && !model.ignored.contains(before.author)
            } ?? false
        return place(
            time: model.clock.time(
                of: message.time, twelveHours: model.value(of: .times) == "12h"),
            timeStyle: model.marks(message) ? Theme.own : Theme.dim,
            name: Sanitizer.line(name), nameStyle: nameStyle, quote: message.quote, content,
            repeats: repeats, isAction: message.action != nil)
    }

    private func lines(of pending: PendingMessage) -> [StyledLine] {
        var content = TextStyler(model, isMarked: false)
        content.take(pending.content)
        let (word, style): (String, Style)
        switch pending.state {
        case .sending: (word, style) = ("sending", Theme.dim)
        case .waiting:
            (word, style) = ("waiting for the connection", Theme.dim)
        case .failed(let reason):
            (word, style) = ("not sent: \(Sanitizer.line(reason)) Up takes it back", Theme.error)
        }
        content.append(" (\(word))", style)
        let quote = pending.replyTo.flatMap { id in
            state.log.index(of: id).map { index in
                ChatMessage.Quote(
                    id: id, author: state.log[index].author, text: state.log[index].content)
            }
        }
        return place(
            time: "", timeStyle: Theme.dim,
            name: model.me.map { Sanitizer.line($0.displayName) } ?? "",
            nameStyle: Theme.own, quote: quote, content, repeats: false, isAction: false)
    }

    private func place(
        time: String, timeStyle: Style, name: String, nameStyle: Style, quote: ChatMessage.Quote?,
        _ content: TextStyler, repeats: Bool, isAction: Bool
    ) -> [StyledLine] {
        var prefix = StyledLine()
        let indent: Int
        switch look {
        case .aligned(let text):
            let shown = TextWidth.truncate(isAction ? "* " + name : name, to: Self.nameWidth)
            let pad = Self.nameWidth - TextWidth.of(shown)
            prefix.append(padded(time, to: Self.timeWidth), timeStyle)
            if repeats {
                prefix.append(String(repeating: " ", count: Self.nameWidth))
            } else {
                prefix.append(String(repeating: " ", count: pad))
                prefix.append(shown, nameStyle)
            }
            prefix.append("  ")
            indent = text
        case .inline(let withTime):
            if withTime, !time.isEmpty { prefix.append(time + " ", timeStyle) }
            let shown = TextWidth.truncate(name, to: max(1, width / 2))
            prefix.append((isAction ? "* " : "") + shown, nameStyle)
            prefix.append(" ")
            indent = 0
        }
        // What can't be broken, a long URL, gets the full width from the first column, so
        // that it can be copied in one piece.
        let needsWidth = content.longestWord > width - indent
        let hanging = needsWidth ? 0 : indent
        var lines: [StyledLine] = []
        let body = content.wrapped(
            width: width - hanging, firstWidth: width - min(prefix.width, width - 1))
        for (row, line) in body.enumerated() {
            var whole = row == 0 ? prefix : StyledLine(String(repeating: " ", count: hanging))
            whole.spans += line.spans
            lines.append(whole)
        }
        guard let quote else { return lines }
        return [quoteLine(quote, indent: indent)] + lines
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func quoteLine(_ quote: ChatMessage.Quote, indent: Int) -> StyledLine {
        var line = StyledLine(String(repeating: " ", count: max(0, indent - 2)) + "↱ ", Theme.dim)
        guard let author = quote.author else {
            line.append("a message that was deleted", Theme.dim)
            return line
        }
        line.append(Sanitizer.line(model.name(of: author)), Theme.dim)
        let room = width - line.width - 2
        guard room > 3 else { return line }
        let text = Sanitizer.line(model.readable(quote.text))
        line.append(": " + TextWidth.truncate(text, to: room), Theme.dim)
        return line
    }
}

import ChatCore

/// A message's text made fit for the screen, with its links, code and mentions marked.
struct TextStyler {
    private let model: AppModel
    private let isMarked: Bool
    private var text = ""
    /// Rising, not overlapping; offsets in `text`'s UTF-8.
    private var marks: [(range: Range<Int>, style: Style)] = []

    init(_ model: AppModel, isMarked: Bool) {
        self.model = model
        self.isMarked = isMarked
    }

    mutating func append(_ addition: String, _ style: Style) {
        let start = text.utf8.count
        text += addition
        marks.append((start..<text.utf8.count, style))
    }

    /// - Parameter content: as on the wire.
    mutating func take(_ content: String) {
        text = Sanitizer.block(model.readable(content))
        var ownNames: [String] = []
        if let me = model.me {
            ownNames = ["@" + me.username, "@" + model.name(of: me.id)].map { $0.lowercased() }
        }
        let highlights = isMarked ? model.highlights.map { $0.lowercased() } : []
        var offset = 0
        var inCode = false
        for word in text.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == " " || $0 == "\n" })
        {
            let length = word.utf8.count
            let range = offset..<offset + length
            offset += length + 1
            guard length > 0 else { continue }
            let ticks = word.count { $0 == "`" }
            if inCode || ticks > 0 {
                marks.append((range, Theme.code))
                if ticks % 2 == 1 { inCode.toggle() }
                continue
            }
            if word.hasPrefix("https://") || word.hasPrefix("http://") {
                marks.append((range, Style(.standard, on: .standard, .underline, link: url(word))))
                continue
            }
            guard isMarked || word.hasPrefix("@") else { continue }
            let lower = word.lowercased()
            if ownNames.contains(where: { lower.hasPrefix($0) })
                || lower.hasPrefix("@everyone")
                || highlights.contains(where: { lower.contains($0) })
            {
                marks.append((range, Theme.own))
            }
        }
    }

    private func url(_ word: Substring) -> String {
        var word = word
        while let last = word.last, ".,;:!?)>\"'".contains(last) { word.removeLast() }
        return String(word)
    }

    /// In columns.
    var longestWord: Int {
        text.split { $0 == " " || $0 == "\n" }.reduce(0) { max($0, TextWidth.of($1)) }
    }

    func wrapped(width: Int, firstWidth: Int) -> [StyledLine] {
        let utf8 = text.utf8
        return Wrap.lines(text, width: max(width, 1), firstWidth: max(firstWidth, 1)).map { slice in
            var line = StyledLine()
            let start = utf8.distance(from: utf8.startIndex, to: slice.startIndex)
            let end = utf8.distance(from: utf8.startIndex, to: slice.endIndex)
            var at = start
            for mark in marks where mark.range.upperBound > start && mark.range.lowerBound < end {
                let low = max(mark.range.lowerBound, at)
                let high = min(mark.range.upperBound, end)
                guard low < high else { continue }
                line.append(part(at, low))
                line.append(part(low, high), mark.style)
                at = high
            }
            line.append(part(at, end))
            return line
        }
    }

    private func part(_ start: Int, _ end: Int) -> String {
        guard start < end else { return "" }
        let utf8 = text.utf8
        let low = utf8.index(utf8.startIndex, offsetBy: start)
        let high = utf8.index(low, offsetBy: end - start)
        return String(text[low..<high])
    }
}

/// One row of text in several looks.
struct StyledLine: Sendable, Equatable {
    struct Span: Sendable, Equatable {
        var text: String
        var style: Style
    }

    var spans: [Span] = []

    init(_ text: String = "", _ style: Style = .plain) {
        if !text.isEmpty { spans.append(Span(text: text, style: style)) }
    }

    mutating func append(_ text: String, _ style: Style = .plain) {
        if !text.isEmpty { spans.append(Span(text: text, style: style)) }
    }

    var width: Int { spans.reduce(0) { $0 + TextWidth.of($1.text) } }
}

extension CellGrid {
    /// Puts a line at the left of a row, cut at `limit` columns.
    mutating func put(_ line: StyledLine, row: Int, column: Int, limit: Int) {
        var used = 0
        for span in line.spans {
            guard used < limit else { return }
            used += put(
                span.text, row: row, column: column + used, style: span.style, limit: limit - used)
        }
    }
}

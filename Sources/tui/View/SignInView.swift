/// The first screen.
enum SignInView {
    private static let labelWidth = 12

    static func draw(_ form: SignInForm, _ model: AppModel, into grid: inout CellGrid) {
        let width = min(60, model.columns)
        let left = (model.columns - width) / 2
        if let certificate = form.certificate {
            draw(certificate, left: left, width: width, model, &grid)
            return
        }
        if model.rows < 11 || model.columns < 30 {
            drawSmall(form, model, &grid)
            return
        }
        var row = max(0, (model.rows - 12) / 2)
        grid.put("Welcome to Roost", row: row, column: left, style: Theme.bold)
        row += 2
        for field in form.fields {
            draw(field, form, row: row, left: left, width: width, &grid)
            row += 1
        }
        row += 1
        let (text, style) = message(form)
        for line in Wrap.lines(Sanitizer.line(text), width: width).prefix(3) {
            grid.put(line, row: row, column: left, style: style)
            row += 1
        }
        grid.put(
            "Enter: next, then go   Tab: next   Ctrl-C: quit", row: model.rows - 1, column: left,
            style: Theme.dim, limit: width)
    }

    private static func message(_ form: SignInForm) -> (String, Style) {
        if form.isBusy { return ("Connecting…", .plain) }
        if let message = form.message { return (message, Theme.error) }
        switch form.focus {
        case .server: return ("Where is the server? For example chat.example.org", Theme.dim)
        case .choice: return ("Left, Right: do you have an account there?", Theme.dim)
        case .user: return ("Lower-case letters, digits, . _ -", Theme.dim)
        case .password: return ("At least 8 characters. It is not shown.", Theme.dim)
        case .invite: return ("The code of your invitation; empty if none is needed.", Theme.dim)
        }
    }

    private static func draw(
        _ field: SignInForm.Field, _ form: SignInForm, row: Int, left: Int, width: Int,
        _ grid: inout CellGrid
    ) {
        let isFocused = form.focus == field
        grid.put(field.label, row: row, column: left, style: isFocused ? Theme.bold : Theme.dim)
        let column = left + labelWidth
        if field == .choice {
            let used = grid.put(
                " Sign in ", row: row, column: column,
                style: form.registers ? Theme.dim : Theme.selected)
            grid.put(
                " Make an account ", row: row, column: column + used + 1,
                style: form.registers ? Theme.selected : Theme.dim)
            if isFocused { grid.cursor = (row, column) }
            return
        }
        draw(
            form[field], isSecret: field == .password, isFocused: isFocused, row: row,
            column: column, room: width - labelWidth, &grid)
    }

    private static func draw(
        _ editor: LineEditor, isSecret: Bool, isFocused: Bool, row: Int, column: Int, room: Int,
        _ grid: inout CellGrid
    ) {
        guard room > 0 else { return }
        let text = isSecret ? editor.text.map { _ in Character("•") } : editor.text
        // The end of what is before the cursor is always in view.
        var before = text[..<editor.cursor]
        while TextWidth.of(String(before)) >= room, !before.isEmpty { before.removeFirst() }
        let shown = String(before) + String(text[editor.cursor...])
        let line = Region(row: row, column: column, rows: 1, columns: room)
        let style = Style(.standard, on: .standard, isFocused ? .underline : [])
        grid.fill(line, style: style)
        grid.put(shown, row: row, column: column, style: style, limit: room)
        if isFocused { grid.cursor = (row, column + TextWidth.of(String(before))) }
    }

    /// On a small screen: the field in question, and what there is to say.
    private static func drawSmall(
        _ form: SignInForm, _ model: AppModel, _ grid: inout CellGrid
    ) {
        let (text, style) = message(form)
        var row = 0
        if form.focus == .choice {
            grid.put(
                form.registers ? "[Make an account]" : "[Sign in]", row: 0, column: 0,
                style: Theme.bold)
            grid.cursor = (0, 0)
            row = 1
        } else if model.rows >= 3 {
            grid.put(form.focus.label + ":", row: 0, column: 0, style: Theme.bold)
            row = 1
        }
        if form.focus != .choice {
            draw(
                form[form.focus], isSecret: form.focus == .password, isFocused: true, row: row,
                column: 0, room: model.columns, &grid)
            row += 1
        }
        for line in Wrap.lines(Sanitizer.line(text), width: model.columns) {
            grid.put(line, row: row, column: 0, style: style)
            row += 1
        }
    }

    private static func draw(
        _ certificate: SignInForm.Certificate, left: Int, width: Int, _ model: AppModel,
        _ grid: inout CellGrid
    ) {
        let intro =
            certificate.changed
            ? "The server's certificate is not the one you accepted before. Either it was "
                + "renewed, or somebody is in between. Ask the server's owner."
            : "Nobody this machine trusts vouches for the server. Compare this with the "
                + "fingerprint that the server printed when it started:"
        var lines = Wrap.lines(intro, width: width).map(String.init)
        if model.rows >= 12 { lines.append("") }
        lines += Wrap.lines(grouped(certificate.fingerprint), width: width).map(String.init)
        if model.rows >= 12 { lines.append("") }
        lines.append("Trust it?  y: yes   n: no")
        // The question is what must be seen.
        let shown = lines.suffix(model.rows)
        var row = max(0, (model.rows - shown.count) / 2)
        for line in shown {
            let isQuestion = line == lines.last
            grid.put(line, row: row, column: left, style: isQuestion ? Theme.bold : .plain)
            row += 1
        }
    }

    /// Groups of four, so that people can compare them.
    private static func grouped(_ fingerprint: String) -> String {
        var output = ""
        for (index, character) in fingerprint.enumerated() {
            if index > 0, index % 4 == 0 { output += " " }
            output.append(character)
        }
        return output
    }
}

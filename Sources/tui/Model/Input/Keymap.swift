/// Every key, in one table: it feeds the dispatcher, F1 and the manual page.
enum Keymap {
    struct Binding: Sendable {
        /// As people write it.
        let keys: String
        let summary: String
        let actions: [(Key, KeyAction)]
    }

    static let bindings: [Binding] = [
        Binding("Enter", "send", [(Key(.enter), .enter)]),
        Binding(
            "Alt-Enter, Ctrl-J", "begin a new line in the message",
            [
                (Key(.enter, .alt), .edit(.newline)), (Key("j", .control), .edit(.newline)),
                (Key(.enter, .shift), .edit(.newline)),
            ]),
        Binding(
            "Tab, Shift-Tab", "complete a person, channel or command; again: the next one",
            [
                (Key(.tab), .complete(forward: true)),
                (Key(.tab, .shift), .complete(forward: false)),
            ]),
        Binding(
            "Up, Down", "on an empty line change your last message; else earlier lines",
            [(Key(.up), .up), (Key(.down), .down)]),
        Binding(
            "Alt-A", "go to the next unread channel, mentions first",
            [(Key("a", .alt), .nextUnread)]),
        Binding(
            "Alt-1 … Alt-9", "go to a channel by its number",
            (1...9).map { (Key(Character("\($0)"), .alt), .goTo($0)) }),
        Binding(
            "Alt-Up, Alt-Down", "previous, next channel",
            [
                (Key(.up, .alt), .step(-1)), (Key(.down, .alt), .step(1)),
                (Key("p", .control), .step(-1)), (Key("n", .control), .step(1)),
            ]),
        Binding("Alt-/", "back to the channel before", [(Key("/", .alt), .back)]),
        Binding(
            "Ctrl-G, Alt-K", "go to a channel by its name",
            [(Key("g", .control), .switcher), (Key("k", .alt), .switcher)]),
        Binding(
            "PgUp, PgDn", "scroll the messages",
            [
                (Key(.pageUp), .page(-1)), (Key(.pageDown), .page(1)),
                (Key(.pageUp, .alt), .rows(-3)), (Key(.pageDown, .alt), .rows(3)),
            ]),
        Binding(
            "Alt-Home, Alt-End", "to the oldest loaded, to the newest message",
            [(Key(.home, .alt), .oldest), (Key(.end, .alt), .newest)]),
        Binding(
            "Alt-L", "only messages, for selecting with the mouse; again: back",
            [(Key("l", .alt), .zoom)]),
        Binding(
            "F7, F8", "hide or show the channels, the members",
            [(Key(.function(7)), .toggle(.tree)), (Key(.function(8)), .toggle(.members))]),
        Binding(
            "Ctrl-A, Ctrl-E", "begin and end of the line",
            [
                (Key("a", .control), .edit(.lineStart)), (Key("e", .control), .edit(.lineEnd)),
                (Key(.home), .edit(.lineStart)), (Key(.end), .edit(.lineEnd)),
            ]),
        Binding(
            "Ctrl-B, Ctrl-F, Alt-B, Alt-F", "a letter, a word back and forth",
            [
                (Key("b", .control), .edit(.left)), (Key("f", .control), .edit(.right)),
                (Key(.left), .edit(.left)), (Key(.right), .edit(.right)),
                (Key("b", .alt), .edit(.wordLeft)), (Key("f", .alt), .edit(.wordRight)),
                (Key(.left, .control), .edit(.wordLeft)), (Key(.left, .alt), .edit(.wordLeft)),
                (Key(.right, .control), .edit(.wordRight)),
                (Key(.right, .alt), .edit(.wordRight)),
            ]),
        Binding(
            "Ctrl-K, Ctrl-U, Ctrl-W, Alt-D", "cut to the end, to the begin, a word",
            [
                (Key("k", .control), .edit(.killToLineEnd)),
                (Key("u", .control), .edit(.killToLineStart)),
                (Key("w", .control), .edit(.killBlankWordLeft)),
                (Key("d", .alt), .edit(.killWordRight)),
                (Key(.backspace, .alt), .edit(.killWordLeft)),
                (Key(.delete, .control), .edit(.killWordRight)),
            ]),
        Binding(
            "Ctrl-Y, Alt-Y", "put back what was cut, what was cut before",
            [(Key("y", .control), .edit(.yank)), (Key("y", .alt), .edit(.yankOlder))]),
        Binding(
            "Ctrl-_", "undo",
            [
                (Key("_", .control), .edit(.undo)), (Key("/", .control), .edit(.undo)),
                (Key("7", .control), .edit(.undo)),
            ]),
        Binding(
            "Ctrl-H, Ctrl-D, Ctrl-T", "delete before, at the cursor; swap two letters",
            [
                (Key("h", .control), .edit(.backspace)), (Key(.backspace), .edit(.backspace)),
                (Key(.backspace, .control), .edit(.killWordLeft)),
                (Key(.backspace, .shift), .edit(.backspace)),
                (Key("d", .control), .edit(.deleteForward)),
                (Key(.delete), .edit(.deleteForward)),
                (Key("t", .control), .edit(.transpose)),
                (Key("u", .alt), .edit(.uppercaseWord)),
                (Key("c", .alt), .edit(.lowercaseWord)),
            ]),
        Binding("Ctrl-L", "draw the screen anew", [(Key("l", .control), .redraw)]),
        Binding("Esc", "close, or stop changing a message", [(Key(.escape), .escape)]),
        Binding("F1", "this help", [(Key(.function(1)), .help)]),
        Binding(
            "Ctrl-C", "empty the line; twice: quit", [(Key("c", .control), .interrupt)]),
    ]

    private static let table: [Key: KeyAction] = Dictionary(
        bindings.flatMap(\.actions), uniquingKeysWith: { first, _ in first })

    static func action(for key: Key) -> KeyAction? { table[key] }

    static var help: [(keys: String, summary: String)] {
        bindings.map { ($0.keys, $0.summary) }
    }
}

extension Keymap.Binding {
    fileprivate init(_ keys: String, _ summary: String, _ actions: [(Key, KeyAction)]) {
        self.init(keys: keys, summary: summary, actions: actions)
    }
}

/// What F1 and /help show, from the tables.
enum HelpText {
    static let lines: [String] = {
        var lines = ["Commands"]
        let commands = CommandTable.all.map { ($0.usage, $0.summary) }
        lines += columns(commands, width: 24)
        lines += ["  //text                  send a line that begins with a slash", "", "Keys"]
        lines += columns(Keymap.help, width: 24)
        return lines
    }()

    private static func columns(_ rows: [(String, String)], width: Int) -> [String] {
        rows.flatMap { left, right -> [String] in
            if left.count > width - 2 {
                return ["  \(left)", "  " + String(repeating: " ", count: width) + right]
            }
            let pad = String(repeating: " ", count: width - left.count)
            return ["  \(left)\(pad)\(right)"]
        }
    }
}

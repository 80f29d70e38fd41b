/// What `/set` can change. The table feeds `/set`, completion and the manual page.
enum Setting: String, Sendable, CaseIterable {
    case bell, mouse, members, tree, times

    var summary: String {
        switch self {
        case .bell: "ring the terminal's bell on a mention"
        case .mouse: "let the wheel scroll; off gives the mouse back to the terminal"
        case .members: "show the members' pane where there is room"
        case .tree: "show the channels' pane where there is room"
        case .times: "how times of day are written"
        }
    }

    /// The first one is the default.
    var values: [String] {
        switch self {
        case .bell, .mouse, .members, .tree: ["on", "off"]
        case .times: ["24h", "12h"]
        }
    }
}

/// What `roost help` prints.
enum HelpPage {
    static var overview: String {
        var lines = [
            "Usage: roost                  open the client",
            "       roost VERB [ARGUMENTS]",
            "",
        ]
        for verb in Verb.all { lines.append("  " + pad(verb.name, 14) + verb.summary) }
        lines += [
            "", "CHANNEL is general, '#general', an id, or alice@host/general.",
            "`roost help VERB` says more. ROOST_URL and ROOST_TOKEN override the login.",
            "", exitStatus,
        ]
        return lines.joined(separator: "\n")
    }

    static func text(of verb: Verb) -> String {
        var lines = ["Usage: roost \(verb.usage)", "", sentence(verb.summary)]
        if !verb.options.isEmpty { lines.append("") }
        for option in verb.options {
            lines.append("  " + pad(option.usage, 24) + option.summary)
        }
        for detail in verb.details { lines += ["", detail] }
        return lines.joined(separator: "\n")
    }

    static let exitStatus = """
        Exit status: 0 done, 1 nothing found or timed out, 2 usage, 3 not signed in,
        4 no such channel, 5 refused, 6 unreachable, 7 certificate, 8 local file,
        130 interrupted.
        """

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 2))
    }
}

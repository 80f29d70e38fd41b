/// Shell completions, made from the table of verbs.
enum Completions {
    static func script(for shell: String) -> String? {
        switch shell {
        case "bash": bash
        case "zsh": zsh
        case "fish": fish
        default: nil
        }
    }

    private static var verbs: String { Verb.all.map(\.name).joined(separator: " ") }

    private static func flags(_ verb: Verb) -> String {
        verb.options.map(\.flag).joined(separator: " ")
    }

    /// Channels are asked of the server, quietly, only when one is to be completed.
    private static let channels = "roost channels 2>/dev/null | cut -f2"

    private static func takesChannel(_ verb: Verb) -> Bool { verb.arguments.hasPrefix("CHANNEL") }

    private static var bash: String {
        var lines = [
            "_roost() {", "    local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words=",
            "    if [ \"$COMP_CWORD\" = 1 ]; then words=\"\(verbs)\"; else", "    case $verb in",
        ]
        for verb in Verb.all {
            var words = "words=\"\(flags(verb))\""
            if takesChannel(verb) {
                words += "; [ \"$COMP_CWORD\" = 2 ] && words+=\" $(\(channels))\""
            }
            if verb.name == "help" { words = "words=\"\(verbs)\"" }
            if verb.name == "completions" { words = "words=\"bash zsh fish\"" }
            lines.append("        \(verb.name)) \(words) ;;")
        }
        lines += [
            "    esac", "    fi", "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))", "}",
            "complete -o default -F _roost roost",
        ]
        return lines.joined(separator: "\n")
    }

    private static var zsh: String {
        var lines = [
            "#compdef roost", "_roost() {", "    if (( CURRENT == 2 )); then",
            "        local -a verbs=(",
        ]
        for verb in Verb.all {
            lines.append("            \(quote("\(verb.name):\(verb.summary)"))")
        }
        lines += [
            "        )", "        _describe verb verbs", "        return", "    fi",
            "    case $words[2] in",
        ]
        for verb in Verb.all {
            var action = "compadd -- \(flags(verb))"
            if takesChannel(verb) {
                action =
                    "compadd -- \(flags(verb)); (( CURRENT == 3 )) && compadd -- ${(f)\"$(\(channels))\"}"
            }
            if verb.name == "help" { action = "compadd -- \(verbs)" }
            if verb.name == "completions" { action = "compadd -- bash zsh fish" }
            lines.append("        \(verb.name)) \(action) ;;")
        }
        lines += ["    esac", "}", "compdef _roost roost"]
        return lines.joined(separator: "\n")
    }

    private static var fish: String {
        var lines = ["complete -c roost -f"]
        for verb in Verb.all {
            lines.append(
                "complete -c roost -n __fish_use_subcommand -a \(verb.name) -d \(quote(verb.summary))"
            )
            let seen = "-n '__fish_seen_subcommand_from \(verb.name)'"
            for option in verb.options {
                let flag = option.name.count == 1 ? "-s \(option.name)" : "-l \(option.name)"
                let value = option.value != nil && !option.isValueOptional ? " -r" : ""
                lines.append(
                    "complete -c roost \(seen) \(flag)\(value) -d \(quote(option.summary))")
            }
            if takesChannel(verb) { lines.append("complete -c roost \(seen) -a '(\(channels))'") }
            if verb.name == "help" { lines.append("complete -c roost \(seen) -a '\(verbs)'") }
            if verb.name == "completions" {
                lines.append("complete -c roost \(seen) -a 'bash zsh fish'")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func quote(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''") + "'"
    }
}

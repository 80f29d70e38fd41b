/// Every option of a program: one table reads the file, the environment and the
/// flags, and writes the help, the commented file and the manual.
package struct OptionTable: Sendable {
    package let options: [Option]
    private let byKey: [String: Option]
    private let byLetter: [Character: Option]

    package init(_ options: [Option]) {
        self.options = options
        var byKey: [String: Option] = [:]
        var byLetter: [Character: Option] = [:]
        for option in options {
            precondition(byKey[option.key] == nil, "option \(option.key) is there twice")
            byKey[option.key] = option
            if let letter = option.letter { byLetter[letter] = option }
            if let fallback = option.fallback {
                precondition(
                    option.kind.complaint(about: fallback) == nil,
                    "the default of \(option.key) is no value of its kind")
            }
        }
        self.byKey = byKey
        self.byLetter = byLetter
    }

    package subscript(key: String) -> Option? { byKey[key] }

    /// Merges the file, then the environment, then the arguments over the defaults.
    package func resolve(
        file: INIFile? = nil, environment: [String: String] = [:], arguments: [String] = []
    ) throws(OptionProblems) -> OptionValues {
        var merge = Merge(table: self)
        if let file { merge.add(file) }
        merge.add(environment)
        merge.add(arguments)
        guard merge.problems.isEmpty else { throw OptionProblems(merge.problems) }
        return merge.values
    }

    // MARK: Merging

    private struct Merge {
        let table: OptionTable
        var values: OptionValues
        var problems: [OptionProblem] = []

        init(table: OptionTable) {
            self.table = table
            var texts: [String: String] = [:]
            for option in table.options { texts[option.key] = option.fallback }
            values = OptionValues(texts: texts)
        }

        mutating func set(_ option: Option, _ text: String, from place: OptionProblem.Place) {
            if let complaint = option.kind.complaint(about: text) {
                problems.append(
                    OptionProblem(
                        place, "\"\(text)\" is not a value of \(option.key)", fix: complaint))
            } else {
                values.set(option.key, text)
            }
        }

        mutating func add(_ file: INIFile) {
            let sections = Set(table.options.compactMap(\.section))
            var lines: [String: Int] = [:]
            for entry in file.entries {
                let place = OptionProblem.Place.file(path: file.path, line: entry.line)
                guard sections.contains(entry.section) else {
                    problems.append(unknownSection(entry.section, sections, place))
                    continue
                }
                guard let option = table[entry.key], option.section == entry.section else {
                    problems.append(unknownKey(entry, place))
                    continue
                }
                if let first = lines[entry.key], !option.kind.isList {
                    problems.append(
                        OptionProblem(
                            place, "\(entry.key) is given a second time",
                            fix: "it stands in line \(first) already"))
                    continue
                }
                let again = lines.updateValue(entry.line, forKey: entry.key) != nil
                let text =
                    again ? (values.text(entry.key) ?? "") + "," + entry.value : entry.value
                set(option, text, from: place)
            }
        }

        func unknownSection(
            _ section: String, _ sections: Set<String>, _ place: OptionProblem.Place
        ) -> OptionProblem {
            if section.isEmpty {
                return OptionProblem(
                    place, "a key before any section", fix: "put a [section] line above it")
            }
            return OptionProblem(
                place, "unknown section [\(section)]",
                fix: NearestName.hint(section, among: sections.sorted()))
        }

        func unknownKey(_ entry: INIFile.Entry, _ place: OptionProblem.Place) -> OptionProblem {
            if let section = table[entry.key]?.section {
                return OptionProblem(
                    place, "\(entry.key) does not belong in [\(entry.section)]",
                    fix: "move it to [\(section)]")
            }
            let keys = table.options.filter { $0.section != nil }.map(\.key)
            return OptionProblem(
                place, "unknown key \"\(entry.key)\" in [\(entry.section)]",
                fix: NearestName.hint(entry.key, among: keys))
        }

        mutating func add(_ environment: [String: String]) {
            for option in table.options {
                guard let name = option.environment, let text = environment[name] else { continue }
                set(option, text, from: .environment(name))
            }
        }

        mutating func add(_ arguments: [String]) {
            var lists: Set<String> = []
            var index = 0
            while index < arguments.count {
                let argument = arguments[index]
                index += 1
                if argument == "--" {
                    values.positionals += arguments[index...]
                    return
                }
                guard argument.hasPrefix("-"), argument != "-" else {
                    values.positionals.append(argument)
                    continue
                }
                guard let (option, attached, negated) = recognise(argument) else { continue }
                if option.kind == .flag {
                    if attached != nil, negated {
                        problems.append(OptionProblem(.flag(argument), "takes no value"))
                    } else {
                        set(option, attached ?? (negated ? "no" : "yes"), from: .flag(option.flag))
                    }
                    continue
                }
                guard let text = attached ?? (index < arguments.count ? arguments[index] : nil)
                else {
                    problems.append(
                        OptionProblem(
                            .flag(argument), "the value is missing",
                            fix: "write \(option.flag) \(option.placeholder)"))
                    continue
                }
                if attached == nil { index += 1 }
                let again = option.kind.isList && !lists.insert(option.key).inserted
                set(
                    option, again ? (values.text(option.key) ?? "") + "," + text : text,
                    from: .flag(option.flag))
            }
        }

        /// The option of an argument, the value after its `=`, and whether it began `--no-`.
        mutating func recognise(_ argument: String) -> (Option, String?, Bool)? {
            if !argument.hasPrefix("--") {
                let letters = argument.dropFirst()
                if let letter = letters.first, let option = table.byLetter[letter] {
                    let rest = String(letters.dropFirst())
                    if rest.isEmpty || option.kind != .flag {
                        return (option, rest.isEmpty ? nil : rest, false)
                    }
                }
                problems.append(unknownFlag(argument))
                return nil
            }
            let parts = argument.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0]
            let attached = parts.count == 2 ? String(parts[1]) : nil
            if let option = option(flag: name) { return (option, attached, false) }
            if name.hasPrefix("no-"), let option = option(flag: name.dropFirst(3)),
                option.kind == .flag
            {
                return (option, attached, true)
            }
            problems.append(unknownFlag("--" + name))
            return nil
        }

        func option(flag name: Substring) -> Option? {
            name.contains("_") ? nil : table[String(name.map { $0 == "-" ? "_" : $0 })]
        }

        func unknownFlag(_ flag: String) -> OptionProblem {
            OptionProblem(
                .arguments, "unknown option \(flag)",
                fix: NearestName.hint(flag, among: table.options.map(\.flag)))
        }
    }
}

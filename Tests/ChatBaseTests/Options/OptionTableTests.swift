import ChatBase
import Testing

@Suite struct OptionTableTests {
    let table = OptionTable([
        Option(
            "listen", section: "server", .list, default: "127.0.0.1:8080", placeholder: "ADDRESS",
            help: "Where to listen."),
        Option("allow_plain", section: "server", .flag, default: "no", help: "Allow it."),
        Option(
            "body_limit", section: "limits", .size(1024...1 << 30), default: "1M",
            placeholder: "SIZE", help: "The largest body."),
        Option(
            "grace", section: "limits", .duration(.zero ... .seconds(60)), default: "15s",
            placeholder: "TIME", help: "How long."),
        Option(
            "mode", section: "limits", .choice(["open", "closed"]), default: "open",
            placeholder: "MODE", help: "Who may come in."),
        Option(
            "count", in: .flagOnly, .integer(1...100), default: "50", placeholder: "N",
            letter: "n", help: "How many."),
    ])

    func file(_ text: String) throws -> INIFile {
        try INIFile(path: "roostd.conf", text: Array(text.utf8))
    }

    func problems(
        file text: String? = nil, environment: [String: String] = [:], arguments: [String] = []
    ) throws -> [String] {
        let file = try text.map { try self.file($0) }
        do {
            _ = try table.resolve(file: file, environment: environment, arguments: arguments)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func defaultsFillWhatNobodyGave() throws {
        let values = try table.resolve()
        #expect(values.list("listen") == ["127.0.0.1:8080"])
        #expect(values.size("body_limit") == 1 << 20)
        #expect(values.duration("grace") == .seconds(15))
        #expect(!values.bool("allow_plain"))
        #expect(values.given.isEmpty)
    }

    @Test func flagsWeighMoreThanTheEnvironmentAndThatMoreThanTheFile() throws {
        let file = try file("[limits]\ngrace = 1s\nmode = closed\nbody_limit = 2K\n")
        let values = try table.resolve(
            file: file, environment: ["ROOST_GRACE": "2s", "ROOST_MODE": "open"],
            arguments: ["--grace", "3s"])
        #expect(values.duration("grace") == .seconds(3))
        #expect(values.text("mode") == "open")
        #expect(values.size("body_limit") == 2048)
    }

    @Test func errorsNamePlaceAndFix() throws {
        let text = """
            [server]
            listn = 1
            [limit]
            mode = open
            [limits]
            mode = opn
            listen = x
            grace = 2h
            grace = 2s
            """
        #expect(
            try problems(file: text) == [
                "roostd.conf:2: unknown key \"listn\" in [server]; did you mean \"listen\"?",
                "roostd.conf:4: unknown section [limit]; did you mean \"limits\"?",
                "roostd.conf:6: \"opn\" is not a value of mode; write one of: open, closed",
                "roostd.conf:7: listen does not belong in [limits]; move it to [server]",
                "roostd.conf:8: \"2h\" is not a value of grace; it must lie between 0ms and 1m",
                "roostd.conf:9: grace is given a second time; it stands in line 8 already",
            ])
        #expect(
            try problems(environment: ["ROOST_BODY_LIMIT": "big"]) == [
                "ROOST_BODY_LIMIT: \"big\" is not a value of body_limit; "
                    + "write a size such as 512K or 1M"
            ])
        #expect(
            try problems(arguments: ["--grase", "1s", "--mode"]) == [
                "unknown option --grase; did you mean \"--grace\"?",
                "--mode: the value is missing; write --mode MODE",
            ])
    }

    @Test func linesThatAreNoINIAreNamed() {
        #expect(throws: OptionProblem.self) { try file("[server]\nlisten\n") }
        let failure = #expect(throws: OptionProblem.self) {
            try file("[server]\n\nlisten = \(String(repeating: "x", count: 400))\n")
        }
        #expect(failure?.place == .file(path: "roostd.conf", line: 3))
    }

    @Test func indentedLinesAreKeysOfTheirOwn() throws {
        let values = try table.resolve(
            file: file("[limits]\n  grace = 1s\n\tmode = closed\n  # a comment\n"))
        #expect(values.duration("grace") == .seconds(1))
        #expect(values.text("mode") == "closed")
    }

    @Test func listsAddUp() throws {
        let values = try table.resolve(
            file: file("[server]\nlisten = a, b\nlisten = c\n"), arguments: [])
        #expect(values.list("listen") == ["a", "b", "c"])
        let flags = try table.resolve(arguments: ["--listen", "x", "--listen=y,z"])
        #expect(flags.list("listen") == ["x", "y", "z"])
    }

    @Test func flagsTakeTheirUsualForms() throws {
        let values = try table.resolve(
            arguments: ["one", "--allow-plain", "-n5", "two", "--", "--three", "-"])
        #expect(values.bool("allow_plain"))
        #expect(values.int("count") == 5)
        #expect(values.positionals == ["one", "two", "--three", "-"])
        #expect(try !table.resolve(arguments: ["--no-allow-plain"]).bool("allow_plain"))
        #expect(try problems(arguments: ["-n", "0"]).count == 1)
        #expect(try problems(arguments: ["--allow_plain"]).count == 1)
    }

    @Test func theCommentedFileParsesAndChangesNothing() throws {
        let text = table.configurationFile(
            title: ["roostd.conf"],
            sections: [("server", "The server."), ("limits", "What is too much.")])
        #expect(
            text == """
                # roostd.conf

                [server]
                # The server.

                # Where to listen. Several are separated by commas.
                #listen = 127.0.0.1:8080

                # Allow it. Yes or no.
                #allow_plain = no

                [limits]
                # What is too much.

                # The largest body.
                #body_limit = 1M

                # How long.
                #grace = 15s

                # Who may come in. One of: open, closed.
                #mode = open

                """)
        let uncommented = text.split(separator: "\n").map {
            $0.hasPrefix("#") && !$0.hasPrefix("# ") ? String($0.dropFirst()) : String($0)
        }.joined(separator: "\n")
        let values = try table.resolve(file: file(uncommented))
        for option in table.options { #expect(values.text(option.key) == option.fallback) }
    }

    @Test func theHelpAndTheManualShowEveryOption() {
        let help = table.help()
        #expect(
            help.hasPrefix(
                "  --listen ADDRESS          Where to listen. Default: 127.0.0.1:8080.\n"))
        #expect(help.contains("  -n, --count N             How many. Default: 50.\n"))
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(
            table.manual(section: "server").hasPrefix(
                ".TP\n\\fBlisten\\fR = \\fIADDRESS\\fR\nWhere to listen."))
        #expect(OptionTable.troff(".a-b\\") == "\\&.a\\-b\\e")
    }

    @Test func randomFilesNeverTrap() throws {
        var random = SeededRandom(seed: 7)
        let alphabet = Array("[]=;# \n\tab\u{0}\u{e9}server".utf8)
        for _ in 0..<500 {
            let text = (0..<Int(random.next() % 300)).map { _ in
                alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            _ = try? INIFile(path: "x", text: text)
        }
    }
}

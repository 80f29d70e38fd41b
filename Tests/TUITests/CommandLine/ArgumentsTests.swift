import Testing

@testable import tui

@Suite("Arguments")
struct ArgumentsTests {
    private func parse(_ verb: String, _ words: String...) throws -> Arguments {
        try Arguments(words, for: Verb.named(verb)!)
    }

    @Test("options stand anywhere, in every spelling")
    func options() throws {
        let read = try parse(
            "read", "-n5", "general", "--since=1h", "--follow", "--cursor", "f", "other")
        #expect(read.words == ["general", "other"])
        #expect(read["n"] == "5")
        #expect(read["since"] == "1h")
        #expect(read["cursor"] == "f")
        #expect(read.has("follow"))
        #expect(!read.has("unread"))
    }

    @Test("an optional value follows an equals sign only")
    func optionalValue() throws {
        let plain = try parse("send", "general", "--code", "text")
        #expect(plain["code"] == "" && plain.words == ["general", "text"])
        let swift = try parse("send", "general", "--code=swift", "-")
        #expect(swift["code"] == "swift" && swift.words == ["general", "-"])
    }

    @Test("two dashes end the options")
    func end() throws {
        let send = try parse("send", "general", "--", "--lines", "-n")
        #expect(send.words == ["general", "--lines", "-n"])
        #expect(!send.has("lines"))
    }

    @Test(
        "what can't be understood is a usage error",
        arguments: [
            ["send"], ["read"], ["read", "general", "--nope"], ["read", "general", "-n"],
            ["whoami", "now"], ["read", "general", "--follow=yes"], ["completions"],
        ])
    func usage(_ words: [String]) throws {
        let verb = try #require(Verb.named(words[0]))
        let failure = #expect(throws: CommandFailure.self) {
            try Arguments(words.dropFirst(), for: verb)
        }
        #expect(failure?.status == .usage)
    }

    @Test("every verb is in the help and in the completions of every shell")
    func tables() throws {
        for verb in Verb.all {
            #expect(HelpPage.overview.contains("  \(verb.name) "))
            for option in verb.options { #expect(HelpPage.text(of: verb).contains(option.flag)) }
            for shell in ["bash", "zsh", "fish"] {
                #expect(try #require(Completions.script(for: shell)).contains(verb.name))
            }
        }
        #expect(Completions.script(for: "csh") == nil)
    }
}

import ChatBase
import Testing

@testable import ChatServer
@testable import roostd

/// The pages on roostd say what its option table says.
@Suite struct ServerManualTests {
    @Test func `the example configuration is the defaults`() {
        let page = Document("packaging/roostd.conf")
        let text = ServerOptions.table.configurationFile(
            title: [
                "Configuration of roostd: every option with its default.",
                "Variables (ROOST_NAME) override it, flags (--name) override both.",
                "roostd serve --check-config says whether it is right.",
            ], sections: ServerOptions.sections)
        #expect(page.matches(text))
    }

    @Test func `roostd(1) lists the flags of its calls`() {
        let page = Document("man/roostd.1")
        #expect(page.matches(ServerOptions.table.manual(section: nil), in: "flags"))
    }

    @Test func `roostd(1) lists its commands`() {
        let page = Document("man/roostd.1")
        let text = Verb.all.map { verb in
            let calls = verb.usage.split(separator: " | ").map {
                ".B roostd \(OptionTable.troff(String($0)))"
            }
            return
                ".TP\n\(calls.joined(separator: "\n.TQ\n"))\n\(OptionTable.troff(verb.summary))\n"
        }
        #expect(page.matches(text.joined(), in: "verbs"))
    }

    @Test func `roostd.conf(5) lists every option by section`() {
        let page = Document("man/roostd.conf.5")
        let text = ServerOptions.sections.map { section in
            ".SH [\(section.name)]\n\(OptionTable.troff(section.help))\n"
                + ServerOptions.table.manual(section: section.name)
        }
        #expect(page.matches(text.joined(), in: "options"))
    }
}

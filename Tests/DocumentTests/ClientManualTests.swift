import ChatBase
import Testing

@testable import tui

@Suite struct ClientManualTests {
    @Test func `roost(1) lists the verbs as the command line has them`() {
        let page = Document("man/roost.1")
        let text = Verb.all.map { verb in
            let options = verb.options.map {
                ".TP\n.B \(troff($0.usage))\n\(troff($0.summary.prefix(1).uppercased() + $0.summary.dropFirst())).\n"
            }
            let summary = verb.summary.prefix(1).uppercased() + verb.summary.dropFirst()
            let words = [verb.name, verb.arguments].filter { !$0.isEmpty }.joined(separator: " ")
            return ".TP\n.B roost \(troff(words))\n\(troff(String(summary))).\n"
                + (options.isEmpty ? "" : ".RS\n\(options.joined()).RE\n")
                + verb.details.map { ".IP\n\(troff($0))\n" }.joined()
        }
        #expect(page.matches(text.joined(), in: "verbs"))
    }

    private func troff(_ text: String) -> String { OptionTable.troff(text) }

    @Test func `roost(1) lists commands, settings and keys as the client has them`() {
        let page = Document("man/roost.1")
        #expect(page.matches(Manual.sections, in: "client"))
    }
}

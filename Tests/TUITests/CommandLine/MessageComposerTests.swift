import ChatBase
import Testing

@testable import tui

@Suite("Message composer")
struct MessageComposerTests {
    @Test("short text is one message, over-long text is refused with the way out")
    func limit() throws {
        #expect(try MessageComposer().messages("hello\nworld") == ["hello\nworld"])
        #expect(try MessageComposer().messages(String(repeating: "é", count: 4000)).count == 1)
        let failure = #expect(throws: CommandFailure.self) {
            try MessageComposer().messages(String(repeating: "x", count: 4001))
        }
        #expect(failure?.status == .refused)
        #expect(failure?.message.contains("--split") == true)
    }

    @Test("blank text is refused", arguments: ["", " ", "\n\n", "\t "])
    func blank(_ text: String) {
        let failure = #expect(throws: CommandFailure.self) { try MessageComposer().messages(text) }
        #expect(failure?.status == .refused)
    }

    @Test("a code block is longer than the backticks inside")
    func fence() throws {
        #expect(try MessageComposer(language: "").messages("a") == ["```\na\n```"])
        #expect(try MessageComposer(language: "md").messages("```\n") == ["````md\n```\n\n````"])
    }

    @Test("parts are cut at line ends, joined by them they are the text again")
    func lines() {
        let text = (0..<100).map { "line \($0)" }.joined(separator: "\n")
        let parts = MessageComposer.split(text, into: 50)
        #expect(parts.joined(separator: "\n") == text)
        #expect(parts.allSatisfy { $0.unicodeScalars.count <= 50 })
        #expect(MessageComposer.split("abcd\nefgh", into: 4) == ["abcd", "efgh"])
    }

    @Test("long lines are cut at spaces, long words between characters")
    func words() {
        #expect(MessageComposer.split("aa bb cc", into: 5) == ["aa bb", "cc"])
        #expect(MessageComposer.split("abcdefgh", into: 3) == ["abc", "def", "gh"])
        #expect(MessageComposer.split("ae\u{301}b", into: 2) == ["a", "e\u{301}", "b"])
    }

    @Test("any text is split into parts that fit, and none of it is lost")
    func fuzz() {
        var random = SeededRandom(seed: 17)
        for _ in 0..<2000 {
            let text = RandomText.make(&random, upTo: 60)
            let parts = MessageComposer.split(text, into: Int.random(in: 1...20, using: &random))
            #expect(parts.allSatisfy { $0.unicodeScalars.count <= 20 })
            let kept = String.UnicodeScalarView(
                parts.flatMap(\.unicodeScalars).filter { $0 != " " && $0 != "\n" })
            let all = String.UnicodeScalarView(
                text.unicodeScalars.filter { $0 != " " && $0 != "\n" })
            #expect(String(kept).utf8.elementsEqual(String(all).utf8))
        }
    }
}

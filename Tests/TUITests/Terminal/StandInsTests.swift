import Testing

@testable import tui

@Suite("Stand-ins")
struct StandInsTests {
    private func expand(_ standIns: StandIns, _ text: String) -> String {
        var output: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { standIns.expand($0, into: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    private func scalar(_ value: UInt32?) -> String {
        value.map { String(Unicode.Scalar($0)!) } ?? ""
    }

    @Test("neighbours with one link share one OSC 8, and whatever follows ends it")
    func links() {
        var standIns = StandIns()
        let link = standIns.link("https://a.test/x y")
        let a = scalar(standIns.scalar(for: .init(text: "a", link: link, width: 1, isOdd: false)))
        let b = scalar(standIns.scalar(for: .init(text: "漢", link: link, width: 2, isOdd: false)))
        #expect(
            expand(standIns, "1\(a)\(b)\u{1B}[m\(a)")
                == "1\u{1B}]8;id=r1;https://a.test/x%20y\u{1B}\\a漢\u{1B}]8;;\u{1B}\\\u{1B}[m"
                + "\u{1B}]8;id=r1;https://a.test/x%20y\u{1B}\\a\u{1B}]8;;\u{1B}\\")
    }

    @Test("an odd glyph leaves the cursor right of its cells")
    func odd() {
        var standIns = StandIns()
        let glyph = StandIns.Glyph(text: "🫨", link: 0, width: 2, isOdd: true)
        let stand = scalar(standIns.scalar(for: glyph))
        #expect(expand(standIns, stand) == "\u{1B}7  \u{1B}8🫨\u{1B}8\u{1B}[2C")
    }

    @Test("a link can't leave its OSC")
    func escapes() {
        var standIns = StandIns()
        let link = standIns.link("https://a\u{1B}\\\u{7}\n\u{9C}")
        let stand = scalar(
            standIns.scalar(for: .init(text: "a", link: link, width: 1, isOdd: false)))
        #expect(expand(standIns, stand).contains("https://a%1B\\%07%0A%C2%9C\u{1B}\\a"))
    }

    @Test("other text passes unchanged, cut anywhere")
    func passes() {
        let standIns = StandIns()
        for text in ["abc", "漢\u{1B}[1m😀", "\u{F0000}\u{17000}\u{10FFFD}"] {
            #expect(expand(standIns, text) == text)
        }
        var output: [UInt8] = []
        ([0xF3, 0xB0, 0x80] as [UInt8]).withUnsafeBytes { standIns.expand($0, into: &output) }
        #expect(output == [0xF3, 0xB0, 0x80])
    }

    @Test("the same glyph keeps its scalar; when none is left there is none")
    func exhaustion() {
        var standIns = StandIns()
        func wide(_ index: Int) -> StandIns.Glyph {
            .init(text: "\(index)", link: 0, width: 2, isOdd: true)
        }
        let first = standIns.scalar(for: wide(0))
        var count = 1
        while standIns.scalar(for: wide(count)) != nil { count += 1 }
        #expect(count == 0x187F7 - 0x17000 + 1)
        let again = standIns.scalar(for: wide(0))
        #expect(again == first)
    }
}

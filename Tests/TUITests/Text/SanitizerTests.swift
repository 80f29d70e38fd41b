import ChatBase
import Testing

@testable import tui

@Suite("Sanitizer")
struct SanitizerTests {
    @Test(
        "leaves honest text alone",
        arguments: [
            "plain", "héllo", "e\u{301}", "漢字", "👨‍👩‍👧‍👦", "❤️‍🔥", "👩🏽‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "क्षि", "a\nb",
        ])
    func honest(_ text: String) {
        #expect(Sanitizer.block(text) == text)
    }

    @Test(
        "shows what would steer or hide",
        arguments: [
            ("\u{1B}[2J", "␛[2J"), ("\u{1B}]0;x\u{7}", "␛]0;x␇"), ("a\u{8}b", "a␈b"),
            ("\u{7F}", "␡"),
            ("\u{9B}31m", "\u{FFFD}31m"), ("ad\u{200B}min", "ad\u{FFFD}min"),
            ("ad\u{200D}min", "ad\u{FFFD}min"), ("x\u{202E}gpj.exe", "x\u{FFFD}gpj.exe"),
            ("\u{2066}a\u{2069}", "\u{FFFD}a\u{FFFD}"), ("a\u{AD}b", "a\u{FFFD}b"),
            ("a\u{FE0F}\u{FE0F}\u{FE0F}", "a\u{FE0F}\u{FFFD}\u{FFFD}"), ("\u{FEFF}a", "\u{FFFD}a"),
            ("a\u{3164}b", "a\u{FFFD}b"), ("a\tb", "a   b"), ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("\u{E0041}", "\u{FFFD}"), ("a\u{A0}b", "a b"), (" \u{301}", " \u{FFFD}"),
        ])
    func hostile(_ text: String, _ shown: String) {
        #expect(Sanitizer.block(text) == shown)
    }

    @Test("a line has no line ends")
    func line() {
        #expect(Sanitizer.line("a\nb\r\nc") == "a b c")
    }

    @Test("a tower of marks is cut at eight")
    func marks() {
        let tower = "a" + String(repeating: "\u{301}", count: 1000) + "b"
        let marks = String(repeating: "\u{301}", count: 8)
        #expect(Sanitizer.line(tower) == "a" + marks + "\u{FFFD}b")
    }

    @Test("nothing dangerous is left of random text, and cleaning twice changes nothing")
    func fuzz() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<5000 {
            let clean = Sanitizer.block(RandomText.make(&random))
            var marks = 0
            for scalar in clean.unicodeScalars {
                let category = scalar.properties.generalCategory
                #expect(category != .control || scalar == "\n")
                #expect(!(0x202A...0x202E).contains(scalar.value))
                #expect(!(0x2066...0x2069).contains(scalar.value))
                #expect(category != .lineSeparator && category != .paragraphSeparator)
                marks = category == .nonspacingMark || category == .enclosingMark ? marks + 1 : 0
                #expect(marks <= Sanitizer.maximumMarks + 1)
            }
            #expect(Sanitizer.block(clean) == clean)
        }
    }

    @Test("JSON stays the same value and holds nothing a terminal acts on")
    func json() throws {
        #expect(
            Sanitizer.json("\"a\u{9B}\u{202E}\u{2028}\u{7F}\u{E0041}é\"")
                == #""a\u009b\u202e\u2028\u007f\udb40\udc41é""#)
        var random = SeededRandom(seed: 9)
        for _ in 0..<2000 {
            let value = JSON.array([.string(RandomText.make(&random))])
            let safe = Sanitizer.json(value.text)
            #expect(try JSON(parsing: safe) == value)
            #expect(
                safe.unicodeScalars.allSatisfy {
                    $0.properties.generalCategory != .control
                        && $0.properties.generalCategory != .format
                })
        }
    }
}

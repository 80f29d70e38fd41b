import ChatBase
import Testing

@testable import tui

@Suite("Wrap")
struct WrapTests {
    @Test(
        "breaks at words",
        arguments: [
            ("", 5, [""]), ("abc", 5, ["abc"]), ("abc def", 5, ["abc", "def"]),
            ("abc def", 7, ["abc def"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("a abcdefgh", 5, ["a abc", "defgh"]), ("a\n\nb", 5, ["a", "", "b"]),
            ("  indented text", 10, ["  indented", "text"]), ("a    b", 3, ["a", "b"]),
            ("漢字漢字", 5, ["漢字", "漢字"]), ("ab漢字", 4, ["ab漢", "字"]), ("漢", 1, ["漢"]),
            ("see https://a.test/long/path", 12, ["see", "https://a.te", "st/long/path"]),
            ("x 👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 4, ["x 👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"]),
        ])
    func breaks(_ text: String, _ width: Int, _ lines: [Substring]) {
        #expect(Wrap.lines(text, width: width) == lines)
    }

    @Test("the first line may be shorter")
    func firstWidth() {
        #expect(Wrap.lines("abc def ghi", width: 7, firstWidth: 3) == ["abc", "def ghi"])
        #expect(Wrap.lines("abcdef x", width: 6, firstWidth: 2) == ["ab", "cdef x"])
    }

    @Test("no line is too wide, and nothing but spaces is lost")
    func fuzz() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<3000 {
            let text = Sanitizer.block(RandomText.make(&random, upTo: 60))
            let width = Int.random(in: 2...20, using: &random)
            let lines = Wrap.lines(text, width: width)
            #expect(lines.allSatisfy { TextWidth.of($0) <= width })
            let kept = lines.joined().unicodeScalars.filter { $0 != " " }
            #expect(String(kept) == String(text.unicodeScalars.filter { $0 != " " && $0 != "\n" }))
        }
    }
}

import ChatBase
import Testing

@testable import tui

@Suite("Text width")
struct TextWidthTests {
    @Test(
        "counts columns",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ﾊﾝ", 2), ("Ａ", 2),
            ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("😀", 2), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2),
            ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("🫨", 2), ("→", 1), ("■", 1), ("☰", 2),
            ("\u{7}", 1), ("\u{200B}", 1), ("क्षि", 3), ("ไทย", 3), ("\u{301}", 1), ("\r\n", 2),
        ])
    func counts(_ text: String, _ columns: Int) {
        #expect(TextWidth.of(text) == columns)
    }

    @Test("a prefix holds whole clusters only")
    func prefix() {
        #expect(TextWidth.prefix("a漢b", fitting: 2) == "a")
        #expect(TextWidth.prefix("a漢b", fitting: 3) == "a漢")
        #expect(TextWidth.prefix("👨‍👩‍👧‍👦x", fitting: 2) == "👨‍👩‍👧‍👦")
        #expect(TextWidth.prefix("abc", fitting: 0) == "")
    }

    @Test("truncating ends in an ellipsis and never exceeds the width")
    func truncate() {
        #expect(TextWidth.truncate("hello", to: 5) == "hello")
        #expect(TextWidth.truncate("hello!", to: 5) == "hell…")
        #expect(TextWidth.truncate("漢字漢字", to: 4) == "漢…")
        #expect(TextWidth.truncate("x", to: 0) == "")
    }

    @Test("the tables are sorted and don't overlap")
    func tables() {
        for table in [WidthTable.wide, WidthTable.zero] {
            #expect(table.count.isMultiple(of: 2))
            let starts = zip(
                stride(from: 0, to: table.count, by: 2), stride(from: 1, to: table.count, by: 2))
            for (first, last) in starts {
                #expect(table[first] <= table[last])
                #expect(first == 0 || table[first - 1] < table[first])
            }
        }
    }
}

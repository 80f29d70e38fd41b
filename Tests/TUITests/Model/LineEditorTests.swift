import ChatBase
import Testing

@testable import tui

@Suite struct LineEditorTests {
    private func editor(_ text: String, _ actions: EditAction...) -> LineEditor {
        var editor = LineEditor()
        editor.insert(text)
        for action in actions { editor.apply(action) }
        return editor
    }

    @Test func controlWCutsBackToABlankAndControlYBringsItBack() {
        var line = editor("one two-three", .killBlankWordLeft)
        #expect(line.string == "one ")
        line.apply(.yank)
        #expect(line.string == "one two-three")
    }

    @Test func killsInARowComeBackAsOne() {
        var line = editor("one two three", .killWordLeft, .killWordLeft)
        #expect(line.string == "one ")
        line.apply(.lineStart)
        line.apply(.yank)
        #expect(line.string == "two threeone ")
    }

    @Test func altYGoesBackInTheKillRing() {
        var line = editor("first", .killToLineStart)
        line.insert("second")
        line.apply(.killToLineStart)
        line.apply(.yank)
        #expect(line.string == "second")
        line.apply(.yankOlder)
        #expect(line.string == "first")
        line.apply(.yankOlder)
        #expect(line.string == "second")
    }

    @Test func undoTakesBackAWordTypedInOneGo() {
        var line = LineEditor()
        for character in "hello world" { line.apply(.insert(character)) }
        line.apply(.undo)
        #expect(line.string == "hello")
        line.apply(.undo)
        #expect(line.string == "")
    }

    @Test func undoBringsBackAClearedLine() {
        var line = editor("a long thought")
        line.replace(with: "")
        line.apply(.undo)
        #expect(line.string == "a long thought")
    }

    @Test func upAndDownKeepTheColumnWhereTheyCan() {
        var line = editor("abcdef\ngh\nijkl", .lineUp)
        #expect(line.cursor == 9)
        line.apply(.lineUp)
        #expect(line.cursor == 2)
        line.apply(.lineDown)
        #expect(line.cursor == 9)
    }

    @Test func aCombiningMarkTypedLaterJoinsItsLetter() {
        var line = editor("e")
        line.apply(.insert("\u{301}"))
        #expect(line.text.count == 1)
        line.apply(.backspace)
        #expect(line.isEmpty)
    }

    @Test func killToEndOnAnEndTakesTheNewline() {
        let line = editor("a\nb", .lineUp, .lineEnd, .killToLineEnd)
        #expect(line.string == "ab")
    }

    @Test func transposeSwapsAroundTheCursorAndAtTheEnd() {
        #expect(editor("ab", .transpose).string == "ba")
        #expect(editor("abc", .left, .transpose).string == "acb")
    }

    @Test func anyActionsInAnyOrderKeepTheCursorInside() {
        let actions: [EditAction] = [
            .insert("x"), .insert("字"), .insert("\u{301}"), .insert(" "), .newline, .backspace,
            .deleteForward, .left, .right, .wordLeft, .wordRight, .lineStart, .lineEnd, .lineUp,
            .lineDown, .killToLineEnd, .killToLineStart, .killWordLeft, .killWordRight,
            .killBlankWordLeft, .yank, .yankOlder, .transpose, .uppercaseWord, .lowercaseWord,
            .undo,
        ]
        var random = SeededRandom(seed: 7)
        var line = LineEditor()
        for _ in 0..<20_000 {
            line.apply(actions[Int(random.next() % UInt64(actions.count))])
            #expect((0...line.text.count).contains(line.cursor))
        }
    }
}

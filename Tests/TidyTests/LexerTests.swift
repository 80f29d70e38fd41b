import Testing

@Suite struct LexerTests {
    private func words(_ text: String) -> [String] { Lexer(text).tokens.map(\.text) }

    @Test func `comments and literals are not code`() {
        #expect(
            words("a // try!\nb /* c /* d */ e */ f \"try!\" g") == ["a", "b", "f", "\"\"", "g"])
        #expect(words("#\"a \" \\(b) \"#; c") == ["\"\"", ";", "c"])
        #expect(words("\"\"\"\n say \"x\" \\\"\"\" still\n\"\"\" d") == ["\"\"", "d"])
    }

    @Test func `an interpolation is code, however deep`() {
        #expect(words(#""a \(b("c \(d)")) e" f"#) == ["\"\"", "b", "(", "\"\"", "d", ")", "f"])
        #expect(words(##"#"x \#(y) \(z)"# w"##) == ["\"\"", "y", "w"])
    }

    @Test func `lines are counted through literals and comments`() {
        let lexer = Lexer("\"\"\"\n\n\"\"\"\n/*\n*/\n// why\nlast")
        #expect(lexer.tokens.last == Token(text: "last", line: 7, isAdjacent: false))
        #expect(lexer.comments[6] == "// why")
        #expect(lexer.comments[4] != nil && lexer.comments[5] != nil)
    }

    @Test func `text cut anywhere never traps`() {
        let text = "/* a */ \"b \\(c) \"#\"d\"# `e f`() \"\"\"\ng\\\"\"\"\"\n// h"
        for end in 0...text.utf8.count {
            let cut = String(decoding: Array(text.utf8)[..<end], as: UTF8.self)
            #expect(Lexer(cut).line >= 1)
        }
    }
}

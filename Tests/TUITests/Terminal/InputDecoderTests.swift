import ChatBase
import Testing

@testable import tui

@Suite("Input decoder")
struct InputDecoderTests {
    private func decode(_ text: String, flush: Bool = true) -> [InputEvent] {
        decode(Array(text.utf8), flush: flush)
    }

    private func decode(_ bytes: [UInt8], flush: Bool = true) -> [InputEvent] {
        var decoder = InputDecoder()
        decoder.feed(bytes)
        var events: [InputEvent] = []
        while let event = decoder.next() { events.append(event) }
        if flush {
            decoder.flush()
            while let event = decoder.next() { events.append(event) }
        }
        return events
    }

    @Test(
        "decodes the keys that terminals send",
        arguments: [
            ("a", Key("a")), ("é", Key("é")), ("漢", Key("漢")), ("😀", Key("😀")),
            ("\r", Key(.enter)), ("\n", Key("j", .control)), ("\t", Key(.tab)),
            ("\u{7F}", Key(.backspace)), ("\u{8}", Key("h", .control)),
            ("\u{0}", Key(" ", .control)), ("\u{1}", Key("a", .control)),
            ("\u{1F}", Key("_", .control)), ("\u{1B}", Key(.escape)),
            ("\u{1B}a", Key("a", .alt)), ("\u{1B}\r", Key(.enter, .alt)),
            ("\u{1B}\u{7F}", Key(.backspace, .alt)), ("\u{1B}é", Key("é", .alt)),
            ("\u{1B}[", Key("[", .alt)), ("\u{1B}O", Key("O", .alt)), ("\u{1B}P", Key("P", .alt)),
            ("\u{1B}[A", Key(.up)), ("\u{1B}OA", Key(.up)), ("\u{1B}[1;5C", Key(.right, .control)),
            ("\u{1B}[1;3B", Key(.down, .alt)), ("\u{1B}\u{1B}[A", Key(.up, .alt)),
            ("\u{1B}O5D", Key(.left, .control)), ("\u{1B}[H", Key(.home)), ("\u{1B}[4~", Key(.end)),
            ("\u{1B}[5~", Key(.pageUp)), ("\u{1B}[6;3~", Key(.pageDown, .alt)),
            ("\u{1B}[3~", Key(.delete)), ("\u{1B}OP", Key(.function(1))),
            ("\u{1B}[11~", Key(.function(1))), ("\u{1B}[1;2R", Key(.function(3), .shift)),
            ("\u{1B}[24~", Key(.function(12))), ("\u{1B}[Z", Key(.tab, .shift)),
            ("\u{1B}[97;5u", Key("a", .control)), ("\u{1B}[13;2u", Key(.enter, .shift)),
            ("\u{1B}[27;2;13~", Key(.enter, .shift)), ("\u{1B}[97;2u", Key("A")),
            ("\u{1B}[97:65;2:1u", Key("A")), ("\u{1B}[57414u", Key(.enter)),
        ])
    func decodesKeys(_ bytes: String, _ key: Key) {
        #expect(decode(bytes) == [.key(key)])
    }

    @Test(
        "skips what is no input",
        arguments: [
            "\u{1B}[?62;22c", "\u{1B}[?2026;2$y", "\u{1B}[12;40R", "\u{1B}[97;1:3u",
            "\u{1B}[1;1:3A",
            "\u{1B}[99~", "\u{1B}[201~", "\u{1B}[<0;1M", "\u{1B}[<99999999999999;1;1M", "\u{85}",
        ])
    func skipsNoise(_ bytes: String) {
        #expect(decode(bytes) == [])
    }

    @Test("an ESC waits until it is decided")
    func escapeWaits() {
        var decoder = InputDecoder()
        decoder.feed([0x1B])
        var event = decoder.next()
        #expect(event == nil)
        #expect(decoder.waiting == .escape)
        decoder.feed(Array("[B".utf8))
        event = decoder.next()
        #expect(event == .key(Key(.down)))
        #expect(decoder.waiting == .nothing)
    }

    @Test("an ESC before an unrelated key stays a key of its own")
    func escapeTwice() {
        #expect(decode("\u{1B}\u{1B}") == [.key(Key(.escape)), .key(Key(.escape))])
        #expect(decode("\u{1B}\u{1B}x") == [.key(Key(.escape)), .key(Key("x", .alt))])
    }

    @Test("a control cuts a sequence off")
    func controlCuts() {
        #expect(decode("\u{1B}[12\u{1B}[A") == [.key(Key(.up))])
        #expect(decode("\u{1B}[1\rx") == [.key(Key(.enter)), .key(Key("x"))])
    }

    @Test("invalid UTF-8 becomes one replacement a byte")
    func invalidUTF8() {
        let replacement = InputEvent.key(Key("\u{FFFD}"))
        #expect(decode([0xFF, 0x61]) == [replacement, .key(Key("a"))])
        #expect(decode([0xC0, 0x80]) == [replacement, replacement])
        #expect(decode([0xED, 0xA0, 0x80]) == [replacement, replacement, replacement])
        #expect(decode([0xE6, 0xBC]) == [replacement, replacement])
    }

    @Test("a paste stays one event, without controls, with line ends as newlines")
    func paste() {
        #expect(
            decode("\u{1B}[200~a\r\nb\rc\u{1B}[31md\te\u{1B}[201~f")
                == [.paste("a\nb\nc[31md\te", isTruncated: false), .key(Key("f"))])
    }

    @Test("a paste is bounded")
    func pasteIsBounded() {
        let long = String(repeating: "x", count: InputDecoder.pasteLimit + 10)
        let events = decode("\u{1B}[200~" + long + "\u{1B}[201~")
        #expect(events == [.paste(String(long.dropLast(10)), isTruncated: true)])
    }

    @Test("a paste whose end is lost ends after a while")
    func pasteWithoutEnd() {
        #expect(
            decode("\u{1B}[200~abc\u{1B}[20") == [
                .paste("abc", isTruncated: false)
            ])
    }

    @Test("decodes mouse and focus")
    func mouse() {
        typealias Mouse = InputEvent.Mouse
        #expect(
            decode("\u{1B}[<0;3;2M\u{1B}[<0;3;2m\u{1B}[<64;1;1M\u{1B}[<69;1;1M\u{1B}[I\u{1B}[O")
                == [
                    .mouse(Mouse(action: .press(.left), row: 1, column: 2, modifiers: [])),
                    .mouse(Mouse(action: .release(.left), row: 1, column: 2, modifiers: [])),
                    .mouse(Mouse(action: .wheelUp, row: 0, column: 0, modifiers: [])),
                    .mouse(Mouse(action: .wheelDown, row: 0, column: 0, modifiers: .shift)),
                    .focus(true), .focus(false),
                ])
        #expect(
            decode("\u{1B}[M !!") == [
                .mouse(Mouse(action: .press(.left), row: 0, column: 0, modifiers: []))
            ])
    }

    @Test("bytes in any portions give the same events")
    func dripFeed() {
        let pieces = [
            "a", "é", "漢", "😀", "\u{1B}[A", "\u{1B}[1;5C", "\u{1B}OP", "\u{1B}x",
            "\u{1B}[200~p\r\nq\u{1B}[201~",
            "\u{1B}[<0;3;2M", "\u{1B}[I", "\r", "\u{1B}[27;5;97~", "\u{1B}\u{1B}[B",
        ]
        var random = SeededRandom(seed: 7)
        for _ in 0..<200 {
            let bytes = (0..<20).flatMap { _ in Array(pieces.randomElement(using: &random)!.utf8) }
            let whole = decode(bytes, flush: false)
            var decoder = InputDecoder()
            var events: [InputEvent] = []
            for byte in bytes {
                decoder.feed([byte])
                while let event = decoder.next() { events.append(event) }
            }
            #expect(events == whole)
        }
    }

    @Test("random bytes never trap, never stall and are never hoarded")
    func fuzz() {
        var random = SeededRandom(seed: 42)
        let alphabet: [UInt8] =
            Array("\u{1B}[O0123456789;:<>?$~uMmRIZA\r\u{9B}é漢".utf8) + [0xFF, 0xC3, 0]
        for round in 0..<2000 {
            var decoder = InputDecoder()
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    round.isMultiple(of: 2)
                        ? alphabet.randomElement(using: &random)!
                        : UInt8.random(in: 0...255, using: &random)
                }
                decoder.feed(bytes)
                while decoder.next() != nil {}
            }
            decoder.flush()
            while decoder.next() != nil {}
            #expect(decoder.waiting == .nothing)
        }
    }
}

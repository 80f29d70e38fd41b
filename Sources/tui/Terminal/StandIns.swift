/// What a curses cell can't hold is drawn as a private scalar that curses takes for a
/// glyph of the same width, and put in its place in the bytes that curses made. So curses
/// alone decides what to redraw, and knows what stands where.
struct StandIns {
    struct Glyph: Hashable {
        var text: String
        /// Of 0 for none.
        var link: Int
        var width: Int
        /// Whether curses and terminals may count other columns than we do.
        var isOdd: Bool
    }

    /// Private use planes: one column each for glibc. Tangut: two.
    private static let narrow: [ClosedRange<UInt32>] = [0xF0000...0xFFFFD, 0x100000...0x10FFFD]
    private static let wide: [ClosedRange<UInt32>] = [0x17000...0x187F7]

    private var ids: [Glyph: UInt32] = [:]
    private var glyphs: [UInt32: Glyph] = [:]
    private var links: [String] = [""]
    private var linkIDs: [String: Int] = ["": 0]
    private var narrowCount: UInt32 = 0
    private var wideCount: UInt32 = 0

    /// Whether the scalar could be taken for a stand-in.
    static func covers(_ scalar: UInt32) -> Bool {
        scalar >= 0xF0000 || wide[0].contains(scalar)
    }

    /// The number of a link target, to be used in a glyph.
    mutating func link(_ target: String) -> Int {
        if let id = linkIDs[target] { return id }
        links.append(Self.escape(target))
        linkIDs[target] = links.count - 1
        return links.count - 1
    }

    /// The scalar for a glyph; nil when they have run out.
    mutating func scalar(for glyph: Glyph) -> UInt32? {
        if let id = ids[glyph] { return id }
        let free =
            glyph.width == 2
            ? Self.take(&wideCount, Self.wide) : Self.take(&narrowCount, Self.narrow)
        guard let free else { return nil }
        ids[glyph] = free
        glyphs[free] = glyph
        return free
    }

    private static func take(_ count: inout UInt32, _ ranges: [ClosedRange<UInt32>]) -> UInt32? {
        var offset = count
        for range in ranges {
            if offset < UInt32(range.count) {
                count += 1
                return range.lowerBound + offset
            }
            offset -= UInt32(range.count)
        }
        return nil
    }

    /// Curses resets the palette at start and end, and with it the colours that the user
    /// has put there (OSC 104).
    private static let paletteReset: [UInt8] = Array("\u{1B}]104\u{7}".utf8)

    private static func resetsPalette(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
        bytes[index...].prefix(paletteReset.count).elementsEqual(paletteReset)
    }

    /// Puts the glyphs in the place of their stand-ins.
    func expand(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var index = 0
        var open = 0
        func setLink(_ link: Int) {
            guard link != open else { return }
            output.append(contentsOf: "\u{1B}]8;".utf8)
            if link > 0 { output.append(contentsOf: "id=r\(link)".utf8) }
            output.append(contentsOf: ";\(links[link])\u{1B}\\".utf8)
            open = link
        }
        while index < bytes.count {
            if bytes[index] >= 0xF0, let (scalar, length) = Self.scalar(in: bytes, at: index),
                let glyph = glyphs[scalar]
            {
                setLink(glyph.link)
                append(glyph, to: &output)
                index += length
            } else if bytes[index] == 0x1B, Self.resetsPalette(bytes, at: index) {
                index += Self.paletteReset.count
            } else {
                setLink(0)
                output.append(bytes[index])
                index += 1
            }
        }
        setLink(0)
    }

    /// Whatever the terminal makes of an odd glyph, the cursor ends up right of its cells.
    private func append(_ glyph: Glyph, to output: inout [UInt8]) {
        guard glyph.isOdd else {
            output.append(contentsOf: glyph.text.utf8)
            return
        }
        let blanks = String(repeating: " ", count: glyph.width)
        let right = "\u{1B}[\(glyph.width)C"
        output.append(contentsOf: "\u{1B}7\(blanks)\u{1B}8\(glyph.text)\u{1B}8\(right)".utf8)
    }

    private static func scalar(
        in bytes: UnsafeRawBufferPointer, at index: Int
    ) -> (UInt32, Int)? {
        guard index + 3 < bytes.count else { return nil }
        var value = UInt32(bytes[index] & 0x07)
        for offset in 1...3 {
            guard bytes[index + offset] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(bytes[index + offset] & 0x3F)
        }
        return covers(value) ? (value, 4) : nil
    }

    /// Only printable ASCII may stand in an OSC; the rest is percent-encoded.
    private static func escape(_ target: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for byte in target.utf8.prefix(2000) {
            if (0x21...0x7E).contains(byte) {
                escaped.append(byte)
            } else {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

/// Cuts Swift text into tokens. Comments and the text of string literals are kept apart, so that
/// a rule sees only code; what stands inside an interpolation is code.
struct Lexer {
    private(set) var tokens: [Token] = []
    /// Comment text by line; a comment of several lines appears on each of them.
    private(set) var comments: [Int: String] = [:]
    private(set) var line = 1

    private let bytes: [UInt8]
    private var position = 0
    private var isAdjacent = false

    init(_ text: String) {
        bytes = Array(text.utf8)
        scanCode(closedByParenthesis: false)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < bytes.count ? bytes[index] : 0
    }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            position + wanted.count <= bytes.count
                && wanted.indices.allSatisfy { bytes[position + $0] == wanted[$0] }
        }
    }

    private mutating func advance() {
        if byte() == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func emit(_ range: Range<Int>) {
        let text = String(decoding: bytes[range], as: UTF8.self)
        tokens.append(Token(text: text, line: line, isAdjacent: isAdjacent))
        isAdjacent = true
    }

    private mutating func scanCode(closedByParenthesis: Bool) {
        var depth = 0
        while position < bytes.count {
            let start = position
            switch byte() {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                advance()
                isAdjacent = false
            case UInt8(ascii: "/") where starts(with: "//"):
                scanLineComment()
            case UInt8(ascii: "/") where starts(with: "/*"):
                scanBlockComment()
            case UInt8(ascii: "\""):
                scanString(hashes: 0)
            case UInt8(ascii: "#") where hashesBeforeQuote > 0:
                let hashes = hashesBeforeQuote
                position += hashes
                scanString(hashes: hashes)
            case UInt8(ascii: "`"):
                scanQuotedName()
            case let first where Self.isWord(first):
                while position < bytes.count, Self.isWord(byte()) { position += 1 }
                emit(start..<position)
            case let mark:
                if mark == UInt8(ascii: "(") { depth += 1 }
                if mark == UInt8(ascii: ")") {
                    if closedByParenthesis, depth == 0 { return }
                    depth -= 1
                }
                position += 1
                emit(start..<position)
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }

    private mutating func scanLineComment() {
        let start = position
        while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
        comments[line, default: ""] += String(decoding: bytes[start..<position], as: UTF8.self)
        isAdjacent = false
    }

    private mutating func scanBlockComment() {
        let start = position
        let firstLine = line
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                position += 2
            } else if starts(with: "*/") {
                depth -= 1
                position += 2
            } else {
                advance()
            }
        } while depth > 0 && position < bytes.count
        let text = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
        for commented in firstLine...line { comments[commented, default: ""] += text }
        isAdjacent = false
    }

    /// A name between backticks, as test functions may have.
    private mutating func scanQuotedName() {
        let start = position
        position += 1
        while position < bytes.count, byte() != UInt8(ascii: "`") { advance() }
        position = min(position + 1, bytes.count)
        emit(start..<position)
    }

    /// How many hashes stand here before a quotation mark: the delimiter of a raw string.
    private var hashesBeforeQuote: Int {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: "\"") ? count : 0
    }

    private func hashesFollow(_ offset: Int, _ hashes: Int) -> Bool {
        (0..<hashes).allSatisfy { byte(offset + $0) == UInt8(ascii: "#") }
    }

    /// Leaves one empty literal as a token, and the code of every interpolation after it.
    private mutating func scanString(hashes: Int) {
        let isMultiline = starts(with: "\"\"\"")
        let quotes = isMultiline ? 3 : 1
        tokens.append(Token(text: "\"\"", line: line, isAdjacent: isAdjacent))
        position += quotes
        while position < bytes.count {
            let closes =
                isMultiline ? starts(with: "\"\"\"") : byte() == UInt8(ascii: "\"")
            if closes, hashesFollow(quotes, hashes) {
                position += quotes + hashes
                break
            }
            if byte() == UInt8(ascii: "\\"), hashesFollow(1, hashes) {
                position += 1 + hashes
                if byte() == UInt8(ascii: "(") {
                    position += 1
                    isAdjacent = false
                    scanCode(closedByParenthesis: true)
                }
            }
            // An escaped character, the parenthesis that closed an interpolation, or plain text.
            if position < bytes.count { advance() }
        }
        isAdjacent = true
    }
}

/// Checks UTF-8 as it comes, piece by piece (Unicode table 3-7).
struct UTF8Validator {
    /// Continuation bytes still to come, and what the next one may be.
    private var missing = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether no character is cut in two.
    var isComplete: Bool { missing == 0 }

    /// False as soon as no continuation could make it valid.
    mutating func consume(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var index = 0
            while index < buffer.count {
                if missing == 0 {
                    // Most text is ASCII: eight at a time.
                    while index + 8 <= buffer.count,
                        buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                            & 0x8080_8080_8080_8080 == 0
                    { index += 8 }
                    guard index < buffer.count else { break }
                }
                guard step(buffer[index]) else { return false }
                index += 1
            }
            return true
        }
    }

    private mutating func step(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= lowest && byte <= highest else { return false }
            missing -= 1
            (lowest, highest) = (0x80, 0xBF)
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lowest) = (2, 0xA0)
        case 0xED: (missing, highest) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lowest) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, highest) = (3, 0x8F)
        default: return false
        }
        return true
    }
}

/// Reads one scalar of UTF-8 from bytes that may be cut anywhere, strictly: no overlong
/// forms, no surrogates.
enum UTF8Scanner {
    enum Result {
        case scalar(Unicode.Scalar, Int)
        case incomplete
        case invalid
    }

    static func scan(_ bytes: ArraySlice<UInt8>) -> Result {
        guard let first = bytes.first else { return .incomplete }
        let count: Int
        var value: UInt32
        var range: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0..<0x80: return .scalar(Unicode.Scalar(first), 1)
        case 0xC2...0xDF: (count, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF:
            (count, value) = (3, UInt32(first & 0x0F))
            if first == 0xE0 { range = 0xA0...0xBF }
            if first == 0xED { range = 0x80...0x9F }
        case 0xF0...0xF4:
            (count, value) = (4, UInt32(first & 0x07))
            if first == 0xF0 { range = 0x90...0xBF }
            if first == 0xF4 { range = 0x80...0x8F }
        default: return .invalid
        }
        for byte in bytes.dropFirst().prefix(count - 1) {
            guard range.contains(byte) else { return .invalid }
            value = value << 6 | UInt32(byte & 0x3F)
            range = 0x80...0xBF
        }
        if bytes.count < count { return .incomplete }
        return Unicode.Scalar(value).map { .scalar($0, count) } ?? .invalid
    }
}

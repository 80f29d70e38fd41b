/// Collects a bracketed paste up to its end mark.
struct PasteBuffer: Sendable {
    private static let end: [UInt8] = Array("\u{1B}[201~".utf8)

    private var bytes: [UInt8] = []
    private(set) var isTruncated = false

    /// Takes what belongs to the paste and moves `start` behind it. Bytes that may be the
    /// beginning of the end mark are left.
    /// - Returns: whether the end mark was there.
    mutating func take(_ pending: [UInt8], _ start: inout Int) -> Bool {
        while start < pending.count {
            if pending[start] == 0x1B {
                let rest = pending[start...].prefix(Self.end.count)
                if rest.elementsEqual(Self.end) {
                    start += Self.end.count
                    return true
                }
                if Self.end.starts(with: rest) { return false }
            }
            if bytes.count < InputDecoder.pasteLimit {
                bytes.append(pending[start])
            } else {
                isTruncated = true
            }
            start += 1
        }
        return false
    }

    /// Line ends as `\n`, no other controls than tab.
    var text: String {
        var scalars = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            defer { afterReturn = scalar == "\r" }
            switch scalar.value {
            case 0x0A where afterReturn: continue
            case 0x0A, 0x0D: scalars.append("\n")
            case 0x09: scalars.append(scalar)
            case 0..<0x20, 0x7F..<0xA0: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}

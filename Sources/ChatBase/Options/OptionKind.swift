/// What values an option takes, how they are written and checked.
package enum OptionKind: Sendable, Hashable {
    case text
    case path
    case flag
    case integer(ClosedRange<Int>)
    /// Bytes: a number with an optional `K`, `M` or `G` (powers of 1024).
    case size(ClosedRange<Int>)
    /// A number with `ms`, `s`, `m`, `h` or `d`.
    case duration(ClosedRange<Duration>)
    case choice([String])
    /// So many in so long: `5/5s`; a count of 0 is no limit.
    case rate
    /// Separated by commas; a flag given again adds to it.
    case list
    /// A list of places to listen at: `127.0.0.1:8080`, `[::1]:0`, `*:443`, `unix:/path`.
    case addresses

    var isList: Bool { self == .list || self == .addresses }

    /// Why `text` is no value of this kind, as the end of a sentence; nil when it is one.
    package func complaint(about text: String) -> String? {
        switch self {
        case .text, .list: return nil
        case .path: return text.isEmpty ? "a path cannot be empty" : nil
        case .flag: return Self.bool(text) == nil ? "write yes or no" : nil
        case .choice(let names):
            return names.contains(text) ? nil : "write one of: " + names.joined(separator: ", ")
        case .addresses:
            return Self.list(text).allSatisfy(Self.isAddress)
                ? nil : "write 127.0.0.1:8080, [::1]:8080, *:443 or unix:/path"
        case .rate:
            return Self.rate(text) == nil ? "write a rate such as 5/5s, or 0/1s for none" : nil
        case .integer(let range):
            guard let value = Int(text) else { return "write a whole number" }
            return range.contains(value) ? nil : outside(range, { "\($0)" })
        case .size(let range):
            guard let value = Self.size(text) else { return "write a size such as 512K or 1M" }
            return range.contains(value) ? nil : outside(range, Self.sizeText)
        case .duration(let range):
            guard let value = Self.duration(text) else {
                return "write a duration such as 500ms, 15m or 30d"
            }
            return range.contains(value) ? nil : outside(range, Self.durationText)
        }
    }

    private func outside<Bound>(
        _ range: ClosedRange<Bound>, _ render: (Bound) -> String
    ) -> String {
        "it must lie between \(render(range.lowerBound)) and \(render(range.upperBound))"
    }

    // MARK: Texts to values

    package static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "on", "1": true
        case "no", "false", "off", "0": false
        default: nil
        }
    }

    package static func size(_ text: String) -> Int? {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        guard let last = text.last else { return nil }
        let unit = units[Character(last.uppercased())]
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits) else {
            return nil
        }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflow ? nil : value
    }

    package static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit: Int64? =
            switch text.dropFirst(digits.count) {
            case "ms": 1
            case "s": 1000
            case "m": 60_000
            case "h": 3_600_000
            case "d": 86_400_000
            default: nil
            }
        guard let unit, let number = Int64(digits) else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : .milliseconds(value)
    }

    package static func rate(_ text: String) -> (count: Int, window: Duration)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (0...1_000_000).contains(count),
            let window = duration(String(parts[1])), window > .zero, window <= .seconds(86_400)
        else { return nil }
        return (count, window)
    }

    package static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty }
    }

    /// Whether it has the form of an address; the system decides whether it exists.
    static func isAddress(_ text: String) -> Bool {
        if text.hasPrefix("unix:") { return text.hasPrefix("unix:/") }
        guard let colon = text.lastIndex(of: ":"), UInt16(text[colon...].dropFirst()) != nil
        else { return false }
        let host = text[..<colon]
        if host.hasPrefix("[") { return host.hasSuffix("]") && host.contains(":") }
        let allowed = host.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        return host.isEmpty || host == "*" || allowed
    }

    static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    // MARK: Values to texts

    package static func sizeText(_ bytes: Int) -> String {
        for (unit, name) in [(1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")]
        where bytes >= unit && bytes.isMultiple(of: unit) {
            return "\(bytes / unit)\(name)"
        }
        return "\(bytes)"
    }

    package static func durationText(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        let units: [(Int64, String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"),
        ]
        for (unit, name) in units
        where milliseconds >= unit && milliseconds.isMultiple(of: unit) {
            return "\(milliseconds / unit)\(name)"
        }
        return "\(milliseconds)ms"
    }
}

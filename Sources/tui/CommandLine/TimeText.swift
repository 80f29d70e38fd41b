import ChatBase

/// Times and durations as people write them.
enum TimeText {
    /// `100ms`, `30s`, `5m`, `12h`, `7d`; a bare number is seconds.
    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number < 1 << 40 else { return nil }
        switch text[digits.endIndex...] {
        case "ms": return .milliseconds(number)
        case "", "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        case "d": return .seconds(number * 86400)
        default: return nil
        }
    }

    /// A date, a date and time (UTC unless it says otherwise), or an age.
    static func moment(_ text: String, now: WallTime) -> WallTime? {
        if let time = WallTime(iso8601: text) { return time }
        if let time = WallTime(iso8601: text + "Z") { return time }
        if let time = WallTime(iso8601: text + "T00:00:00Z") { return time }
        // A bare number would be an id.
        guard text.last?.isLetter == true, let age = duration(text) else { return nil }
        return now - age
    }

    /// `2026-01-31T12:00:00Z`.
    static func utc(_ time: WallTime) -> String { String(time.iso8601.prefix(19)) + "Z" }
}

extension WallTime {
    fileprivate static func - (left: WallTime, right: Duration) -> WallTime {
        WallTime(milliseconds: left.milliseconds - right.milliseconds)
    }
}

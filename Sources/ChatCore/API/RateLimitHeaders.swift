/// What a response says of the limit that it counted against (Discord's Rate Limits page).
public struct RateLimitHeaders: Sendable, Hashable {
    /// Requests in a window.
    public var limit: Int
    /// Requests left in this window.
    public var remaining: Int
    /// When the window ends, in seconds since 1970.
    public var reset: Double
    /// Seconds until the window ends.
    public var resetAfter: Double
    /// Names the limit; routes may share one.
    public var bucket: String

    package init(limit: Int, remaining: Int, reset: Double, resetAfter: Double, bucket: String) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
        self.resetAfter = resetAfter
        self.bucket = bucket
    }

    /// Nil unless all five are there.
    package init?(header: (String) -> String?) {
        guard let limit = header("x-ratelimit-limit").flatMap({ Int($0) }),
            let remaining = header("x-ratelimit-remaining").flatMap({ Int($0) }),
            let reset = header("x-ratelimit-reset").flatMap({ Double($0) }),
            let resetAfter = header("x-ratelimit-reset-after").flatMap({ Double($0) }),
            let bucket = header("x-ratelimit-bucket")
        else { return nil }
        self.init(
            limit: limit, remaining: remaining, reset: reset, resetAfter: resetAfter,
            bucket: bucket)
    }

    package var fields: [(String, String)] {
        [
            ("X-RateLimit-Limit", String(limit)),
            ("X-RateLimit-Remaining", String(remaining)),
            ("X-RateLimit-Reset", Self.decimal(reset)),
            ("X-RateLimit-Reset-After", Self.decimal(resetAfter)),
            ("X-RateLimit-Bucket", bucket),
        ]
    }

    /// Seconds with three decimals, never in exponent form.
    package static func decimal(_ seconds: Double) -> String {
        let milliseconds = Int64((max(0, seconds) * 1000).rounded(.up))
        let fraction = String(milliseconds % 1000)
        let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
        return "\(milliseconds / 1000).\(zeros)\(fraction)"
    }
}

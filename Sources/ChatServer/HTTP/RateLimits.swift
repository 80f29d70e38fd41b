import ChatBase

/// The limits of the API: how many requests of a kind one account may make.
package struct RateLimits: Sendable, Hashable {
    package typealias Limit = BucketTable<RateLimiter.Key>.Limit

    /// Requests that are limited alike. Within a kind each route and major parameter counts
    /// for itself.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Sending messages.
        case message
        /// Catching up: history and events. A budget of its own, outside the global one, so
        /// that who was away can always come back.
        case resync
        /// Other reads.
        case read
        /// Other changes.
        case write
        /// Typing and read markers.
        case signal
        /// Signing in, registering, refreshing; guessing is slowed by `LoginThrottle`.
        case auth
        /// Answers that cost nothing; only the global limit counts.
        case free
    }

    package let isEnabled: Bool
    /// Nil where there is no limit.
    package let global: Limit?
    private let kinds: [Kind: Limit]

    package init(_ limits: Configuration.Limits) {
        isEnabled = limits.isEnabled
        global = Self.limit(limits.global)
        let rates: [(Kind, Configuration.Limits.Rate)] = [
            (.message, limits.messages), (.resync, limits.resync), (.read, limits.reads),
            (.write, limits.writes), (.signal, limits.signals), (.auth, limits.auth),
        ]
        var kinds: [Kind: Limit] = [:]
        for (kind, rate) in rates { kinds[kind] = Self.limit(rate) }
        self.kinds = kinds
    }

    package subscript(kind: Kind) -> Limit? { kinds[kind] }

    private static func limit(_ rate: Configuration.Limits.Rate) -> Limit? {
        rate.count > 0 ? Limit(rate.count, per: rate.window) : nil
    }
}

import ChatCore

/// Op 6.
package struct ResumeRequest: Sendable, Hashable {
    package enum Point: Sendable, Hashable {
        /// Both dialects.
        case cursor(String)
        /// v=10 only.
        case session(String, sequence: Int64)
    }

    package let token: String
    package let point: Point
    /// What a v=10 client that comes by cursor wants; everything unless it says so.
    package let intents: Intents

    package init(token: String, point: Point, intents: Intents = .everything) {
        self.token = token
        self.point = point
        self.intents = intents
    }
}

extension Intents {
    package static let everything = Intents(rawValue: 1 << 26 - 1)
}

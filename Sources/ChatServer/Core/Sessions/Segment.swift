import ChatCore

/// A stretch of a v=10 session's numbering: from `firstS` on, each log row after
/// `position` that the session gets takes the next `s`.
package struct Segment: Sendable, Hashable {
    /// The `s` that stands at `position`.
    package var firstS: Int64
    package var position: Int64
    /// The last row that the segment before this one numbers. Numbers between that row and
    /// `firstS` belong to frames that are no rows: channels gained and lost.
    package var previousEnd: Int64
    /// What the session sees.
    package var view: ViewID
    package var intents: Intents?

    package init(
        firstS: Int64, position: Int64, previousEnd: Int64, view: ViewID, intents: Intents?
    ) {
        self.firstS = firstS
        self.position = position
        self.previousEnd = previousEnd
        self.view = view
        self.intents = intents
    }
}

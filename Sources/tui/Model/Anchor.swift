import ChatCore

/// Where a pane is scrolled to: the row at its bottom is `rowsBelow` rows above the last
/// row of this message. Messages that arrive, change or go elsewhere don't move it.
struct Anchor: Sendable, Equatable {
    var message: MessageID
    var rowsBelow: Int
}

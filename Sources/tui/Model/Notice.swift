import ChatBase

/// One line for the user; it goes by itself.
struct Notice: Sendable, Equatable {
    var text: String
    var isError: Bool
    var until: MonotonicTime

    static let lifetime: Duration = .seconds(8)
}

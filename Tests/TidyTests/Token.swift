/// One word, number or mark of Swift code, with where it stands.
struct Token: Equatable {
    var text: String
    var line: Int
    /// Nothing, not even a space, stands between this token and the one before.
    var isAdjacent: Bool
}

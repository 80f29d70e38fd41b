/// What Tab goes through.
struct Completion: Sendable, Equatable {
    /// Where in the line the completed word begins.
    let start: Int
    /// How long what stands there now is.
    var length: Int
    let candidates: [String]
    var index: Int
}

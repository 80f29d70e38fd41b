/// Where the compiler is told to trust us, a comment says why it may.
enum SendableRule {
    private static let claims = ["@unchecked Sendable", "nonisolated(unsafe)"]
    /// A proof names what protects the value; one of these words occurs in any.
    private static let reasons = [
        "lock", "thread", "loop", "immutable", "confined", "atomic", "never", "once", "only",
        "serial", "owner", "safe", "Sendable",
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        if file.isInside("Tests") { return [] }
        return claims.flatMap { claim in
            file.occurrences(of: Lexer(claim).tokens)
                .map { file.tokens[$0].line }
                .filter { line in
                    let comment = file.comment(around: line).lowercased()
                    return !reasons.contains { comment.contains($0.lowercased()) }
                }
                .map {
                    Violation(
                        path: file.path, line: $0,
                        message: "`\(claim)` without a comment that proves it")
                }
        }
    }
}

/// `public` is a promise to strangers: only the libraries they use make it.
enum AccessRule {
    static let publicFiles = [
        "Sources/ChatCore", "Sources/ChatServer/Server.swift",
        "Sources/ChatServer/Configuration.swift", "Sources/ChatTestKit/TestServer.swift",
        "Tests", "Examples",
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        if publicFiles.contains(where: file.isInside) { return [] }
        return file.tokens.filter { ["public", "open"].contains($0.text) }
            .filter { isAccess($0, in: file) }
            .map {
                Violation(
                    path: file.path, line: $0.line,
                    message: "`\($0.text)` here: use `package`, the products are elsewhere")
            }
    }

    /// `open` is a fine name for a function; `open class` is access.
    private static func isAccess(_ token: Token, in file: SourceFile) -> Bool {
        guard token.text == "open" else { return true }
        return !file.occurrences(of: Lexer("open class").tokens)
            .filter { file.tokens[$0].line == token.line }.isEmpty
    }
}

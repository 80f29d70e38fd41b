/// Work left undone belongs in an issue, not in a comment.
enum CommentRule {
    private static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

    static func violations(in file: SourceFile) -> [Violation] {
        file.comments.sorted { $0.key < $1.key }.flatMap { line, text in
            marks.filter(text.contains).map {
                Violation(
                    path: file.path, line: line, message: "`\($0)`: do it, or file an issue")
            }
        }
    }
}

/// Code that must not be written, with what to write in its place.
struct BannedCode {
    /// Swift code, matched word by word.
    var pattern: String
    var replacement: String
    /// Folders it is banned from.
    var folders = ["Sources", "Tests", "Examples"]
    /// Folders or files where it is the right thing, with the reason beside the rule.
    var allowed: [String] = []
    /// What may stand before it: `.print(` is somebody's method, `func print(` a declaration.
    var exceptAfter: Set<String> = []
    /// An argument that makes the call right: `.random(in:using:)` draws from what it is given.
    var exceptWithArgument: String?

    func violations(in file: SourceFile) -> [Violation] {
        guard folders.contains(where: file.isInside), !allowed.contains(where: file.isInside),
            !isDeclared(in: file)
        else { return [] }
        return file.occurrences(of: Lexer(pattern).tokens)
            .filter { $0 == 0 || !exceptAfter.contains(file.tokens[$0 - 1].text) }
            .filter { !arguments(after: $0, in: file).contains(exceptWithArgument) }
            .map {
                Violation(
                    path: file.path, line: file.tokens[$0].line,
                    message: "`\(pattern)` is banned: \(replacement)")
            }
    }

    /// A type may have a `print` of its own and call it.
    private func isDeclared(in file: SourceFile) -> Bool {
        exceptAfter.contains("func")
            && !file.occurrences(of: Lexer("func " + pattern).tokens).isEmpty
    }

    /// The words of the first call at or after `index`, in its parentheses.
    private func arguments(after index: Int, in file: SourceFile) -> [String?] {
        guard exceptWithArgument != nil else { return [] }
        var depth = 0
        var words: [String?] = []
        for token in file.tokens[index...] {
            if token.text == "(" { depth += 1 }
            if token.text == ")" { depth -= 1 }
            if depth > 0 { words.append(token.text) }
            if depth == 0, !words.isEmpty { break }
        }
        return words
    }

    /// Computes from what it is given: no clock, no randomness, no I/O.
    static let sansIO = [
        "Sources/ChatWire", "Sources/ChatCore/Model", "Sources/ChatCore/API",
        "Sources/ChatCore/Gateway", "Sources/ChatServer/Core", "Sources/tui/Model",
        "Sources/tui/View", "Sources/tui/Text",
    ]

    private static let closureInLock =
        "each access wraps a closure anew, and a call goes through all wrappers: use a struct"

    static let rules: [BannedCode] =
        [
            BannedCode(
                pattern: "Mutex",
                replacement: "use Lock of ChatBase, which the thread sanitizer sees",
                exceptAfter: ["."]),
            BannedCode(
                pattern: "try!",
                replacement: "handle the error, or precondition with the reason it can't occur"),
            BannedCode(
                pattern: "fatalError(",
                replacement: "precondition with a sentence for a broken invariant, else an error"),
            BannedCode(
                pattern: "Task.detached",
                replacement: "a task in a group somebody awaits, or a Thread of ChatBase"),
            BannedCode(
                pattern: "DispatchQueue", replacement: "an event loop, or a Thread of ChatBase"),
            BannedCode(
                pattern: "Lock<@Sendable", replacement: closureInLock),
            BannedCode(
                pattern: "Lock<(@Sendable", replacement: closureInLock),
            BannedCode(
                pattern: "@_exported", replacement: "let who needs a module import it"),
            BannedCode(
                pattern: "import Foundation",
                replacement: "FoundationEssentials where the import table has it: Foundation costs "
                    + "6 ms of every start"),
        ]
        + ["sleep", "usleep", "nanosleep"].map {
            BannedCode(
                pattern: $0 + "(", replacement: "wait for the event itself, with a deadline",
                exceptAfter: [".", "func"])
        }
        + ["print", "debugPrint"].map {
            BannedCode(
                pattern: $0 + "(", replacement: "Logger, or the one writer of the program's output",
                exceptAfter: [".", "func"])
        }
        + [
            "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock", "SystemTime",
            "Date", "Task.sleep",
        ].map {
            BannedCode(
                pattern: $0, replacement: "take `now` from the caller: this code is sans-IO",
                folders: sansIO)
        }
        + [
            "SystemRandom", "SystemRandomNumberGenerator", "getrandom", "UUID", ".random(",
            ".randomElement(", ".shuffled(",
        ].map {
            BannedCode(
                pattern: $0,
                replacement: "take randomness from the caller: this code is sans-IO",
                folders: sansIO, exceptWithArgument: "using")
        }
}

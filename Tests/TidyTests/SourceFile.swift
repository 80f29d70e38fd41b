import FoundationEssentials

/// A Swift file of this repository, or a sample given as text.
struct SourceFile {
    /// From the root of the repository: `Sources/ChatBase/Bytes/Hex.swift`.
    let path: String
    let lineCount: Int
    let tokens: [Token]
    let comments: [Int: String]

    init(path: String, text: String) {
        let lexer = Lexer(text)
        self.path = path
        lineCount = text.utf8.lazy.filter { $0 == UInt8(ascii: "\n") }.count
        tokens = lexer.tokens
        comments = lexer.comments
    }

    var name: Substring { path.split(separator: "/").last ?? "" }

    func isInside(_ folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }

    /// Where `pattern`, itself Swift code, stands in this file: indices of its first token.
    /// Words joined in the pattern must be joined in the code: `try!` isn't `try !ready`.
    func occurrences(of pattern: [Token]) -> [Int] {
        guard let first = pattern.first, tokens.count >= pattern.count else { return [] }
        return (0...(tokens.count - pattern.count)).filter { start in
            guard tokens[start].text == first.text else { return false }
            return pattern.indices.dropFirst().allSatisfy { offset in
                let token = tokens[start + offset]
                return token.text == pattern[offset].text
                    && (token.isAdjacent || !pattern[offset].isAdjacent)
            }
        }
    }

    /// The comment on this line, and the unbroken comments that end right above it or begin
    /// right below.
    func comment(around line: Int) -> String {
        var first = line
        var last = line
        while comments[first - 1] != nil { first -= 1 }
        while comments[last + 1] != nil { last += 1 }
        return (first...last).compactMap { comments[$0] }.joined(separator: " ")
    }

    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// Every Swift file of the package, sorted by path. Folders not there yet are passed over.
    static func all(
        in folders: [String] = ["Sources", "Tests", "Examples", "Benchmarks"]
    ) -> [SourceFile] {
        folders.flatMap { folder in
            paths(under: folder).compactMap { path in
                guard let data = FileManager.default.contents(atPath: "\(root)/\(path)")
                else { return nil }
                return SourceFile(path: path, text: String(decoding: data, as: UTF8.self))
            }
        }
    }

    private static func paths(under folder: String) -> [String] {
        let names = try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
        return (names ?? []).sorted()
            .filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }
            .map { "\(folder)/\($0)" }
    }
}

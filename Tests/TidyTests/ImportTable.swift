/// Who may import whom: the table of ARCHITECTURE.md. The longest folder that holds a file decides.
struct ImportTable {
    static let everywhere: Set<String> = ["Swift", "Synchronization", "ChatBase"]

    private static let server: Set<String> = [
        "ChatCore", "ChatNet", "ChatWire", "ChatSQLite", "Glibc",
    ]
    private static let client: Set<String> = ["ChatCore", "Glibc", "CChatLinux"]

    static let rows: [String: Set<String>] = [
        "Sources/ChatBase": ["Glibc", "CChatLinux", "CChatOpenSSL", "CChatINI"],
        "Sources/ChatSQLite": ["CChatSQLite"],
        "Sources/ChatWire": ["CChatZlib", "CChatZstd"],
        "Sources/ChatNet": ["ChatWire", "CChatOpenSSL", "Glibc", "CChatLinux"],

        "Sources/ChatCore": ["ChatWire"],
        "Sources/ChatCore/Client": ["ChatWire", "FoundationEssentials", "Glibc"],
        "Sources/ChatCore/Client/Transport": [
            "ChatWire", "FoundationEssentials", "Glibc", "CChatCurl", "CChatLinux",
            // For the pin: libcurl's own is the key's, not the certificate's, and comes too late.
            "CChatOpenSSL",
        ],

        "Sources/ChatServer": server,
        "Sources/ChatServer/Core": ["ChatCore", "ChatWire"],
        "Sources/ChatServer/Auth": server.union(["CChatOpenSSL", "CChatArgon2"]),
        "Sources/roostd": ["ChatServer", "Glibc", "CChatLinux"],

        "Sources/tui": client,
        "Sources/tui/Model": ["ChatCore"],
        "Sources/tui/View": ["ChatCore"],
        "Sources/tui/Text": ["ChatCore"],
        "Sources/tui/Commands": ["ChatCore"],
        "Sources/tui/Terminal": client.union(["CChatCurses"]),
        "Sources/tui/Cache": client.union(["ChatSQLite"]),

        "Examples": ["ChatCore", "Glibc", "FoundationEssentials"],
        "Benchmarks": ["ChatCore", "ChatServer", "ChatNet", "Glibc"],
    ]

    /// May import anything: what tests, what others test with, and a package of its own.
    static let exempt = ["Sources/ChatTestKit", "Tests", "Examples/OutsideBot"]

    static func violations(in file: SourceFile) -> [Violation] {
        if exempt.contains(where: file.isInside) { return [] }
        guard let folder = rows.keys.filter(file.isInside).max(by: { $0.count < $1.count }) else {
            return [
                Violation(
                    path: file.path, line: 1,
                    message: "no row of the import table covers this folder: add one")
            ]
        }
        let allowed = rows[folder, default: []].union(everywhere)
        return imports(in: file).filter { !allowed.contains($0.module) }.map { module, line in
            Violation(
                path: file.path, line: line,
                message: "\(folder) may not import \(module); it may import "
                    + allowed.sorted().joined(separator: ", "))
        }
    }

    static func imports(in file: SourceFile) -> [(module: String, line: Int)] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        return file.tokens.indices.filter { file.tokens[$0].text == "import" }.compactMap { index in
            var next = index + 1
            if next < file.tokens.count, kinds.contains(file.tokens[next].text) { next += 1 }
            guard next < file.tokens.count else { return nil }
            return (file.tokens[next].text, file.tokens[index].line)
        }
    }
}

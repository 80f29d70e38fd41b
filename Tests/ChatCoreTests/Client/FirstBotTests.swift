import Testing

@testable import ChatCore

/// The snippets of docs/first-bot.md are the files that are compiled and run.
@Suite struct FirstBotTests {
    private static let root = #filePath.split(separator: "/").dropLast(4)
        .reduce("") { $0 + "/" + $1 }

    @Test func `the page shows the files as they are`() throws {
        let page = try #require(try PrivateFile.read(Self.root + "/docs/first-bot.md"))
        let lines = String(decoding: page, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        var shown = 0
        for (index, line) in lines.enumerated() where line.hasPrefix("<!-- Examples/") {
            let path = line.dropFirst("<!-- ".count).dropLast(" -->".count)
            let snippet = lines[(index + 2)...].prefix { $0 != "```" }.joined(separator: "\n")
            let file = try #require(try PrivateFile.read(Self.root + "/" + path))
            #expect(snippet + "\n" == String(decoding: file, as: UTF8.self), "\(path)")
            shown += 1
        }
        #expect(shown == 3)
    }
}

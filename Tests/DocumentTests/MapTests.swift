import FoundationEssentials
import Testing

/// What is written for people, held against what is there.
@Suite struct MapTests {
    private func folders(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Document.root)/\(path)")
            .filter { !$0.hasSuffix(".swift") && !$0.hasPrefix(".") }
            .sorted()
    }

    @Test func `every target has its place in the map`() throws {
        let map = Document("ARCHITECTURE.md").text
        for target in try folders(in: "Sources") where target != "System" {
            #expect(map.contains(target), "ARCHITECTURE.md says nothing of \(target)")
        }
        for target in ["ChatServer", "tui"] {
            for room in try folders(in: "Sources/\(target)") {
                #expect(map.contains("\(target)/\(room)"), "no line leads to \(target)/\(room)")
            }
        }
    }

    @Test func `the set-up installs exactly the packages of the libraries linked`() throws {
        // bootstrap.sh reads Package.swift, line by line; so each library stands on one line.
        let manifest = Document("Package.swift").text
        let lines = manifest.split(separator: "\n").filter { $0.contains("system(\"") }
        #expect(lines.allSatisfy { $0.contains("apt: \"") })
        let systems = try FileManager.default.contentsOfDirectory(
            atPath: "\(Document.root)/Sources/System")
        #expect(lines.count == systems.count)
    }
}

import FoundationEssentials
import Testing

@testable import ChatCore

/// docs/protocol.md is written by hand; its numbers are held against the code.
@Suite struct ProtocolPageTests {
    private func page() throws -> String {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let data = try #require(FileManager.default.contents(atPath: root + "/docs/protocol.md"))
        return String(decoding: data, as: UTF8.self)
    }

    @Test func `the page lists every error code, and only those`() throws {
        let page = try page()
        for code in ErrorCode.all {
            #expect(page.contains("| \(code.value) | `\(code.name)` | \(code.message) |\n"))
        }
        let table = try #require(page.split(separator: "## Error codes").last)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        #expect(rows.count == ErrorCode.all.count)
    }

    @Test func `the page lists our opcodes and close codes`() throws {
        let page = try page()
        for opcode in [Opcode.subscribe, .call, .callResult] {
            #expect(page.contains("| \(opcode.rawValue) | "))
        }
        for code in [CloseCode.tooSlow, .sessionRevoked, .serverStopping] {
            #expect(page.contains("| \(code.rawValue) | "))
        }
    }
}

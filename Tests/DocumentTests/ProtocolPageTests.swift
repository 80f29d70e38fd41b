import Testing

@testable import ChatCore

@Suite struct ProtocolPageTests {
    @Test func `the page on the wire lists every error code`() {
        let page = Document("docs/protocol.md")
        let rows = ErrorCode.all.sorted { $0.value < $1.value }
            .map { "| \($0.value) | `\($0.name)` | \($0.message) |\n" }
        let table = "| code | `error` | |\n| --- | --- | --- |\n" + rows.joined()
        #expect(page.text.hasSuffix("\n\n" + table))
    }

    @Test func `it lists our opcodes and close codes`() {
        let text = Document("docs/protocol.md").text
        for opcode in [Opcode.subscribe, .call, .callResult] {
            #expect(text.contains("| \(opcode.rawValue) | "))
        }
        for code in [CloseCode.tooSlow, .sessionRevoked, .serverStopping] {
            #expect(text.contains("| \(code.rawValue) | "))
        }
    }
}

import Testing

@testable import tui

@Suite struct ClientManualTests {
    @Test func `roost(1) lists commands, settings and keys as the client has them`() {
        let page = Document("man/roost.1")
        #expect(page.matches(Manual.sections, in: "client"))
    }
}

import Testing

/// The rules of the house, held against every source file of the package.
@Suite struct HouseTests {
    static let files = SourceFile.all()

    @Test func `the sources are found`() {
        #expect(Self.files.count > 30)
        #expect(Self.files.contains { $0.path == "Sources/ChatBase/Concurrency/Lock.swift" })
    }

    @Test func `each target imports only what the table gives it`() {
        report(Self.files.flatMap(ImportTable.violations))
    }

    @Test func `files and functions can be read whole`() {
        report(Self.files.flatMap(SizeRule.violations))
    }

    @Test func `no banned code is used`() {
        for rule in BannedCode.rules { report(Self.files.flatMap(rule.violations)) }
    }

    @Test func `only the products are public`() {
        report(Self.files.flatMap(AccessRule.violations))
    }

    @Test func `unchecked claims are proved by a comment`() {
        report(Self.files.flatMap(SendableRule.violations))
    }

    @Test func `no work is left in comments`() {
        report(Self.files.flatMap(CommentRule.violations))
    }

    private func report(_ violations: [Violation]) {
        for violation in violations { Issue.record("\(violation.description)") }
    }
}

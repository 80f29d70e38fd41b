import Testing

/// Each rule is held against small samples: it must object, and must not object to the right thing.
@Suite struct RuleTests {
    private func sample(_ text: String, at path: String = "Sources/ChatNet/Sample.swift")
        -> SourceFile
    {
        SourceFile(path: path, text: text)
    }

    private func banned(_ text: String, at path: String = "Sources/ChatNet/Sample.swift")
        -> [String]
    {
        let file = sample(text, at: path)
        return BannedCode.rules.filter { !$0.violations(in: file).isEmpty }.map(\.pattern)
    }

    @Test(arguments: [
        ("try! open()", "try!"), ("let m = Mutex(0)", "Mutex"),
        ("fatalError(\"no\")", "fatalError("),
        ("usleep(10)", "usleep("), ("print(\"x\")", "print("),
        ("Task.detached { }", "Task.detached"),
        ("DispatchQueue.main", "DispatchQueue"), ("\"\\(try! x())\"", "try!"),
        ("import Foundation", "import Foundation"), ("@_exported import A", "@_exported"),
        ("let f = Lock<@Sendable () -> Void>({})", "Lock<@Sendable"),
        ("let f = Lock<(@Sendable () -> Void)?>(nil)", "Lock<(@Sendable"),
    ])
    func `banned code is found`(_ text: String, _ pattern: String) {
        #expect(banned(text) == [pattern])
    }

    @Test(arguments: [
        "try !ready", "// try! it", "\"print(\"", "report.print(1)",
        "func print(_ text: String) {}\nprint(\"own\")",
        "pthread_mutex_lock(&m)", "import FoundationEssentials", "printer(1)",
    ])
    func `what only looks like it is not`(_ text: String) {
        #expect(banned(text).isEmpty)
    }

    @Test func `clocks and chance are banned from sans-IO code alone`() {
        let text = "let a = ContinuousClock.now\nlet b = Int.random(in: 0..<2)"
        #expect(banned(text, at: "Sources/ChatWire/A.swift") == ["ContinuousClock", ".random("])
        #expect(banned(text, at: "Sources/ChatServer/Core/A.swift").count == 2)
        #expect(banned(text, at: "Sources/ChatServer/Ops/A.swift").isEmpty)
        let given = "let a = Int.random(in: 0..<(2 + 3), using: &random)"
        #expect(banned(given, at: "Sources/ChatWire/A.swift").isEmpty)
        #expect(
            banned("f(Int.random(in: 0..<2)).g(using: 1)", at: "Sources/ChatWire/A.swift").count
                == 1)
    }

    @Test func `an import outside the table is found, and the deepest folder decides`() {
        func modules(_ text: String, _ path: String) -> Int {
            ImportTable.violations(in: sample(text, at: path)).count
        }
        #expect(modules("import CChatCurl", "Sources/ChatCore/Model/A.swift") == 1)
        #expect(modules("import CChatCurl", "Sources/ChatCore/Client/Transport/A.swift") == 0)
        #expect(modules("@testable import ChatNet", "Sources/ChatCore/A.swift") == 1)
        #expect(modules("import struct Glibc.timespec", "Sources/ChatServer/Core/A.swift") == 1)
        #expect(modules("import struct Glibc.timespec", "Sources/ChatServer/HTTP/A.swift") == 0)
        #expect(modules("import CChatCurses", "Sources/tui/View/A.swift") == 1)
        #expect(modules("import CChatCurses", "Sources/tui/Terminal/A.swift") == 0)
        #expect(modules("import ChatTestKit", "Sources/ChatServer/A.swift") == 1)
        #expect(modules("import Anything", "Tests/ATests/A.swift") == 0)
        #expect(modules("let a = 1", "Sources/Unheard/A.swift") == 1)
    }

    @Test func `long files and long functions are found`() {
        let lines = String(repeating: "let a = 1\n", count: 501)
        #expect(SizeRule.violations(in: sample(lines)).map(\.line) == [1])
        let body = String(repeating: "    work()\n", count: 99)
        let long =
            "protocol P {\n    func short()\n    func other(_ f: () -> Void)\n}\n"
            + "func long(\n    a: Int = { 1 }()\n) {\n\(body)}\n"
        let found = SizeRule.violations(in: sample(long))
        #expect(found.map(\.line) == [5])
        #expect(found.first?.message.hasPrefix("long has 103 lines") == true)
    }

    @Test func `functions are measured with their braces`() {
        let text = """
            struct S {
                var a = 1
                var b: Int {
                    a
                }
                init?(x: Int) {
                    self.init(y: x)
                }
                func `two words`() -> [Int] {
                    [1].map { $0 }
                }
                subscript(i: Int) -> Int { i }
            }
            """
        let functions = SizeRule.functions(in: sample(text))
        #expect(functions.map(\.name) == ["b", "init", "`two words`", "subscript"])
        #expect(functions.map(\.lineCount) == [3, 3, 3, 1])
    }

    @Test func `public is found outside the products`() {
        #expect(
            AccessRule.violations(in: sample("package struct A {}\npublic struct B {}")).count == 1)
        #expect(AccessRule.violations(in: sample("open class A {}")).count == 1)
        #expect(AccessRule.violations(in: sample("let f = open(path, flags)")).isEmpty)
        let text = "public struct A {}"
        #expect(AccessRule.violations(in: sample(text, at: "Sources/ChatCore/A.swift")).isEmpty)
        #expect(
            AccessRule.violations(in: sample(text, at: "Sources/ChatServer/A.swift")).count == 1)
        #expect(
            AccessRule.violations(in: sample(text, at: "Sources/ChatServer/Server.swift")).isEmpty)
    }

    @Test func `an unchecked claim needs its proof`() {
        let bare = "final class A: @unchecked Sendable {}"
        #expect(SendableRule.violations(in: sample(bare)).count == 1)
        #expect(SendableRule.violations(in: sample("/// A thing.\n\(bare)")).count == 1)
        #expect(SendableRule.violations(in: sample("// Guarded by `lock`.\n\(bare)")).isEmpty)
        let below = "final class A: @unchecked Sendable {\n    // Immutable after init.\n}"
        #expect(SendableRule.violations(in: sample(below)).isEmpty)
        #expect(SendableRule.violations(in: sample("nonisolated(unsafe) var a = 1")).count == 1)
    }

    @Test func `undone work in a comment is found`() {
        #expect(CommentRule.violations(in: sample("// TO" + "DO: later\nlet a = 1")).count == 1)
        #expect(CommentRule.violations(in: sample("let todo = 1 // done")).isEmpty)
    }
}

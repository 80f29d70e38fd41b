import ChatBase
import Testing

@testable import ChatCore

/// Returns as soon as the condition holds; fails when it does not within ten seconds.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () -> Bool
) async throws {
    let time = SystemTime()
    let deadline = time.now + .seconds(10)
    while !condition() {
        guard time.now < deadline else {
            Issue.record("never: \(what)", sourceLocation: sourceLocation)
            throw ChatError(.timedOut, what)
        }
        try await NetworkThread.shared.delay(.milliseconds(2))
    }
}

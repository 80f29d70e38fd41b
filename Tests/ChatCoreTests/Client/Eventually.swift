import ChatBase
import Testing

@testable import ChatCore

/// Returns as soon as the condition holds. Fails when it does not within ten seconds and
/// a thousand looks: what is waited for runs on the same threads as the looks, so a machine
/// that is busy delays both.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () -> Bool
) async throws {
    let time = SystemTime()
    let deadline = time.now + .seconds(10)
    var looks = 0
    while !condition() {
        looks += 1
        guard time.now < deadline || looks < 1_000 else {
            Issue.record("never: \(what)", sourceLocation: sourceLocation)
            throw ChatError(.timedOut, what)
        }
        try await NetworkThread.shared.delay(.milliseconds(2))
    }
}

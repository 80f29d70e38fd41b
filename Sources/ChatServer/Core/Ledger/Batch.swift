/// What one COMMIT made: the state after it and its events, in the order of the log.
package struct Batch: Sendable {
    package let snapshot: Snapshot
    package let events: [Event]
}

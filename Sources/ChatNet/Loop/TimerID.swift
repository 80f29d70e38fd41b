/// Names a scheduled closure.
package struct TimerID: Sendable, Hashable {
    let number: UInt64
}

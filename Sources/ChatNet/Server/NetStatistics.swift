import Synchronization

/// Counters for metrics, written by the loops and read by anyone.
package final class NetStatistics: Sendable {
    package let accepted = Atomic<Int>(0)
    /// Turned away: too many connections in all or from one address, or no descriptor left.
    package let refused = Atomic<Int>(0)
    package let open = Atomic<Int>(0)
    package let requests = Atomic<Int>(0)
    package let openWebSockets = Atomic<Int>(0)
    /// Slow readers that were cut.
    package let overflows = Atomic<Int>(0)
    /// Requests and frames that were not valid.
    package let malformed = Atomic<Int>(0)
    package let failedHandshakes = Atomic<Int>(0)
    package let bytesWritten = Atomic<Int>(0)

    func add(_ counter: borrowing Atomic<Int>, _ amount: Int = 1) {
        counter.add(amount, ordering: .relaxed)
    }
}

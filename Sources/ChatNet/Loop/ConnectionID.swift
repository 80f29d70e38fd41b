/// Names a connection for other threads. A stale one names nothing.
package struct ConnectionID: Sendable, Hashable {
    package let loop: Int
    let slot: UInt32
    let generation: UInt32
}

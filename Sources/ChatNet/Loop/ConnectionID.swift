/// Names a connection for other threads. A stale one names nothing.
package struct ConnectionID: Sendable, Hashable {
    package let loop: Int
    let slot: UInt32
    let generation: UInt32

    /// Names nothing.
    static let none = ConnectionID(loop: -1, slot: .max, generation: 0)
}

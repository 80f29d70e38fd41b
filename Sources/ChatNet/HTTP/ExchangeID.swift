/// Names one request of a connection for other threads.
package struct ExchangeID: Sendable, Hashable {
    package let connection: ConnectionID
    let request: UInt64
}

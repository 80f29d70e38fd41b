/// The events of a gateway connection, in order. Reading slowly is fine: the stream stops
/// reading from the network until there is room again.
///
/// Ends when the connection is closed or the reading task cancelled; throws when the
/// connection can't go on. For one reader.
public struct EventStream: AsyncSequence, Sendable {
    /// One event and its place.
    public typealias Element = ChatEvent
    /// Why the connection can't go on.
    public typealias Failure = ChatError

    let connection: GatewayConnection

    /// Reads on where the last reader stopped.
    public func makeAsyncIterator() -> Iterator { Iterator(connection: connection) }

    /// Hands out one event after another.
    public struct Iterator: AsyncIteratorProtocol {
        let connection: GatewayConnection

        /// The next event; nil at the end.
        public mutating func next() async throws(ChatError) -> ChatEvent? {
            try await connection.buffer.next()
        }

        /// The next event; nil at the end.
        public mutating func next(
            isolation: isolated (any Actor)?
        ) async throws(ChatError) -> ChatEvent? {
            try await connection.buffer.next()
        }
    }
}

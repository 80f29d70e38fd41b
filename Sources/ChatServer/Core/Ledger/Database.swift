/// What the loops and routes do with the stored state. The engine is one, with its threads; a
/// simulation another, in virtual time.
package protocol Database: Sendable {
    /// The latest published state.
    var snapshot: Snapshot { get }

    /// Changes something. The completion comes on any thread, after the COMMIT and after
    /// the batch was published.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void)

    /// Reads the tables, consistently. The completion comes on any thread.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void)
}

/// A change waiting for the writer: runs in a transaction, and is told the outcome
/// after the COMMIT.
package struct Command: Sendable {
    /// What running it gave: the error that undid it alone, and what to call when the
    /// whole transaction is on the disk (nil) or lost (the error).
    struct Outcome: Sendable {
        let failure: APIError?
        let complete: @Sendable (APIError?) -> Void
    }

    let run: @Sendable (inout Transaction) -> Outcome
    /// For when it never runs.
    let refuse: @Sendable (APIError) -> Void

    package init<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value,
        completion: @escaping @Sendable (Result<Value, APIError>) -> Void
    ) {
        run = { transaction in
            do throws(APIError) {
                let value = try body(&transaction)
                return Outcome(failure: nil) { error in
                    completion(error.map { .failure($0) } ?? .success(value))
                }
            } catch {
                return Outcome(failure: error) { completion(.failure($0 ?? error)) }
            }
        }
        refuse = { completion(.failure($0)) }
    }
}

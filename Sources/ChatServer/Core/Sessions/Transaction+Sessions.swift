extension Transaction {
    /// Called in the transaction of a command whose first permission row is `row`.
    mutating func recordViewChanges(at row: RowHead) throws(APIError) {}
}

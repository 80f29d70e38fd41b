extension Transaction {
    /// Called once for each command that may have changed what somebody sees, before its
    /// savepoint is released.
    mutating func recordViewChanges(since before: Community) throws(APIError) {}
}

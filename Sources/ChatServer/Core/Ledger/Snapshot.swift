import ChatCore

/// The published state at one place of the log.
package struct Snapshot: Sendable {
    package let community: Community
    package let accounts: Accounts
    /// The last row of the log that is in it; 0 before the first.
    package let position: Int64
    /// Made at init and at every restore.
    package let epoch: Epoch
}

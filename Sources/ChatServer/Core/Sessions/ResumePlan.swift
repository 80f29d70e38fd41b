import ChatCore

/// How a client gets from where it left to the head of the log, in the order of the
/// fields; RESUMED follows.
package struct ResumePlan: Sendable {
    package let session: SessionID
    package let lost: [ChannelID]
    package let gained: [ChannelID]
    /// v=1: scopes with more than can be replayed, and where they stand.
    package let tooLong: [(scope: Scope, lastN: Int64)]
    /// The rows in `from+1...through` that pass are replayed.
    package let replay: StreamFilter
    package let from: Int64
    package let through: Int64
    /// The state at `through`.
    package let community: Community
    package let view: View
    package let viewID: ViewID
}

/// A plan, or the reason why the stream can't be served without a hole.
package enum ResumeOutcome: Sendable {
    case plan(ResumePlan)
    case refused(String)
}

import ChatCore

/// Where a new session's stream begins: a place in the log and the state there.
package struct SessionStart: Sendable {
    package let session: SessionID
    package let position: Int64
    package let community: Community
    package let view: View
    package let viewID: ViewID
}

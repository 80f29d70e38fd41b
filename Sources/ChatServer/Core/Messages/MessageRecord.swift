import ChatBase
import ChatCore

/// A message as it is stored; names and members are joined when it is rendered.
package struct MessageRecord: Sendable, Hashable {
    package let id: MessageID
    package let channel: ChannelID
    package let author: UserID
    /// Of its creation in the channel's scope.
    package let n: Int64
    package var content: String
    /// Rises with each edit, from 1.
    package var version: Int64
    package var edited: WallTime?
    package let nonce: String?
    /// The message it replies to, in the same channel; it may be gone.
    package let answers: MessageID?
    package var mentions: [UserID]
    package var mentionsEveryone: Bool
    package var mentionedRoles: [RoleID]
}

import ChatCore

/// What a new channel shall be.
package struct ChannelDraft: Sendable, Hashable {
    package var name: String
    package var kind: Channel.Kind
    package var isTextEnabled: Bool
    package var topic: String?
    package var parent: ChannelID?
    /// Rank among the siblings that its maker sees; nil is the end.
    package var position: Int?
    /// Nil takes those of the category.
    package var overwrites: [PermissionOverwrite]?

    package init(
        name: String, kind: Channel.Kind = .text, isTextEnabled: Bool = true,
        topic: String? = nil, parent: ChannelID? = nil, position: Int? = nil,
        overwrites: [PermissionOverwrite]? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isTextEnabled = isTextEnabled
        self.topic = topic
        self.parent = parent
        self.position = position
        self.overwrites = overwrites
    }
}

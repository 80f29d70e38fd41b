import ChatCore

/// What shall change about a channel; nil leaves it.
package struct ChannelPatch: Sendable, Hashable {
    package var name: String?
    /// `.some(nil)` takes it away.
    package var topic: String??
    /// `.some(nil)` takes it out of its category.
    package var parent: ChannelID??
    /// Rank among the siblings that the caller sees.
    package var position: Int?
    package var isTextEnabled: Bool?
    package var overwrites: [PermissionOverwrite]?

    package init(
        name: String? = nil, topic: String?? = nil, parent: ChannelID?? = nil,
        position: Int? = nil, isTextEnabled: Bool? = nil,
        overwrites: [PermissionOverwrite]? = nil
    ) {
        self.name = name
        self.topic = topic
        self.parent = parent
        self.position = position
        self.isTextEnabled = isTextEnabled
        self.overwrites = overwrites
    }
}

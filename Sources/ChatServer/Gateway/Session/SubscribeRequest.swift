import ChatBase
import ChatCore

/// Op 100: whose typing and whether presence is wanted; replaces what was asked before.
///
/// `{"channels":["12"],"presence":true}`
package struct SubscribeRequest: Sendable, Hashable {
    package let channels: [ChannelID]
    package let presence: Bool

    package static let maximumChannels = 500

    init(_ data: JSON) throws(SessionRefusal) {
        let list = data["channels"]?.array ?? []
        channels = list.compactMap { $0.uint64.map { ChannelID($0) } }
        guard channels.count == list.count, list.count <= Self.maximumChannels else {
            throw .malformed("d.channels", "a list of at most \(Self.maximumChannels) ids")
        }
        presence = data["presence"]?.bool ?? true
    }
}

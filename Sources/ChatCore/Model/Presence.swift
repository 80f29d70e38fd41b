import ChatBase

/// Whether a user is there.
public struct Presence: Sendable, Hashable {
    /// Discord's words; unknown ones are kept.
    public struct Status: RawRepresentable, Sendable, Hashable {
        /// Discord's word.
        public let rawValue: String
        /// Makes a status from Discord's word.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// There.
        public static let online = Self(rawValue: "online")
        /// There, but away from the keyboard.
        public static let idle = Self(rawValue: "idle")
        /// There, but not to be disturbed.
        public static let doNotDisturb = Self(rawValue: "dnd")
        /// Set by a user who wants to be shown as offline.
        public static let invisible = Self(rawValue: "invisible")
        /// Not there.
        public static let offline = Self(rawValue: "offline")
    }

    /// Who.
    public let userID: UserID
    /// How.
    public var status: Status

    package init(userID: UserID, status: Status) {
        self.userID = userID
        self.status = status
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        userID = try reader.object("user") { json throws(DecodingFailure) in
            try ObjectReader(json).id("id")
        }
        status = Status(rawValue: try reader.string("status"))
    }

    package func write(to writer: inout JSONWriter, guildID: GuildID) {
        writer.beginObject()
        writer.object("user") { $0.member("id", userID) }
        writer.member("guild_id", guildID)
        writer.member("status", status.rawValue)
        writer.array("activities") { _ in }
        writer.object("client_status") { writer in
            if status != .offline { writer.member("desktop", status.rawValue) }
        }
        writer.endObject()
    }
}

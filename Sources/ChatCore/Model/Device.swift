import ChatBase

/// One sign-in of an account: a terminal, a machine, a bot's token.
public struct Device: Sendable, Hashable, Identifiable {
    /// The id, unique on this server.
    public let id: Int64
    /// What its user calls it; up to 64 characters.
    public var name: String
    package var created: WallTime
    package var lastUsed: WallTime
    /// True for the device that asks.
    public var isCurrent: Bool

    package init(
        id: Int64, name: String, created: WallTime, lastUsed: WallTime, isCurrent: Bool
    ) {
        self.id = id
        self.name = name
        self.created = created
        self.lastUsed = lastUsed
        self.isCurrent = isCurrent
    }

    /// When it signed in, in milliseconds since 1970.
    public var createdMilliseconds: Int64 { created.milliseconds }
    /// When it last refreshed its tokens, in milliseconds since 1970.
    public var lastUsedMilliseconds: Int64 { lastUsed.milliseconds }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        guard let raw = json["id"]?.uint64, let id = Int64(exactly: raw) else {
            throw DecodingFailure(path: "id", expected: "an id")
        }
        self.init(
            id: id, name: reader.optionalString("name") ?? "",
            created: try reader.time("created_at"), lastUsed: try reader.time("last_used_at"),
            isCurrent: reader.bool("current"))
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.quotedInteger(UInt64(bitPattern: id))
        writer.member("name", name)
        writer.member("created_at", created)
        writer.member("last_used_at", lastUsed)
        writer.member("current", isCurrent)
        writer.endObject()
    }
}

import ChatBase
import ChatCore

/// A row of the log as it goes out: encoded once, shared by every connection.
package struct Event: Sendable {
    package let row: LogRow
    package let payload: EventPayload
    /// `{"op":0,"t":…,"sc":…,"n":…,"d":…}`. The v=10 form is `{"s":N,` and this without
    /// its first byte. Not for CHANNEL_CREATE and CHANNEL_UPDATE: use `json(for:)`.
    package let json: SharedBytes
    /// The community after the command, at the first row of a command that may change what
    /// somebody sees: views change here. Nil at every other row, and in a replay.
    package let community: Community?

    package init(row: LogRow, payload: EventPayload, community: Community? = nil) {
        self.row = row
        self.payload = payload
        self.community = community
        json = SharedBytes(Self.encode(row, payload))
    }

    /// The event's name on the wire.
    package var name: String {
        if case .redacted = payload { "REDACTED" } else { row.type.name }
    }

    /// How many rows of the log it stands for: more than one only for REDACTED.
    package var rowCount: Int64 {
        if case .redacted(let first, _) = payload { row.n - first + 1 } else { 1 }
    }

    /// True when `json(for:)` differs between viewers.
    package var dependsOnView: Bool {
        if case .channel = payload { true } else { false }
    }

    /// The bytes for one view. Equal for all users whose `View.channels` are equal.
    package func json(for view: View) -> SharedBytes {
        guard case .channel(let channel, let siblings) = payload else { return json }
        let seen = channel.seen(
            by: view, siblings: siblings, lastMessageID: channel.lastMessageID,
            lastN: channel.lastN)
        return SharedBytes(Self.encode(row, .channel(seen, siblings: siblings)))
    }

    private static func encode(_ row: LogRow, _ payload: EventPayload) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("op", 0)
        if case .redacted = payload {
            writer.member("t", "REDACTED")
        } else {
            writer.member("t", row.type.name)
        }
        writer.member("sc", row.scope.description)
        writer.member("n", Int(row.n))
        writer.key("d")
        payload.write(to: &writer, lastN: row.n)
        writer.endObject()
        return writer.bytes
    }
}

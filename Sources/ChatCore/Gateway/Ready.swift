import ChatBase

/// The v=1 READY: everything that the user may see, and where the stream stands.
public struct Ready: Sendable, Hashable {
    /// The own account.
    public var user: User
    /// The community.
    public var guild: Guild
    /// Its roles.
    public var roles: [Role]
    /// The channels and categories that the user sees.
    public var channels: [Channel]
    /// At most 250 and the user; ask for the rest (opcode 8).
    public var members: [Member]
    /// How many members there are.
    public var memberCount: Int
    /// How far each channel is read.
    public var readStates: [ReadState]
    /// Who is there.
    public var presences: [Presence]
    /// Changes when the server was restored from a backup: a cache of another epoch is void.
    public var epoch: String
    /// Where the stream stands; `RESUME` takes it.
    public var cursor: String
    /// Names the session.
    public var sessionID: String
    /// The last `n` of the scopes that are no channels.
    public var lastN: [Scope: Int64]

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        user = try reader.object("user") { json throws(DecodingFailure) in try User(json: json) }
        guild = try reader.object("guild") { json throws(DecodingFailure) in
            try Guild(json: json)
        }
        let inside = try ObjectReader(json["guild"] ?? .null, path: "guild")
        roles = try inside.array("roles") { json throws(DecodingFailure) in try Role(json: json) }
        channels = try inside.array("channels") { json throws(DecodingFailure) in
            try Channel(json: json)
        }
        members = try inside.array("members") { json throws(DecodingFailure) in
            try Member(json: json)
        }
        presences = try inside.array("presences") { json throws(DecodingFailure) in
            try Presence(json: json)
        }
        memberCount = inside.optionalInt("member_count") ?? members.count
        readStates = try reader.array("read_states") { json throws(DecodingFailure) in
            try ReadState(json: json)
        }
        epoch = try reader.string("epoch")
        cursor = try reader.string("cursor")
        sessionID = reader.optionalString("session_id") ?? ""
        lastN = [:]
        for member in json["scopes"]?.object?.members ?? [] {
            if let scope = Scope(member.key), let n = member.value.int { lastN[scope] = Int64(n) }
        }
    }
}

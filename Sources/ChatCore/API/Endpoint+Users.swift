import ChatBase

extension Endpoint where Response == User {
    /// The account itself. `GET /users/@me`
    public static var currentUser: Self {
        Self(
            .get, "/users/@me",
            decode: { json throws(DecodingFailure) in try User(json: json) })
    }

    /// Sets the name to show; nil takes it away. `PATCH /users/@me`
    public static func setDisplayName(_ name: String?) -> Self {
        Self(
            .patch, "/users/@me", body: ["global_name": name.map { .string($0) } ?? .null],
            decode: { json throws(DecodingFailure) in try User(json: json) })
    }
}

extension Endpoint where Response == [Member] {
    /// Members in the order of their ids. `GET /guilds/{g}/members`
    public static func members(
        of guild: GuildID, after: UserID? = nil, limit: Int = 1000
    ) -> Self {
        var query = [(name: "limit", value: String(limit))]
        if let after { query.append((name: "after", value: "\(after)")) }
        return Self(
            .get, "/guilds/\(guild)/members", query: query,
            decode: { json throws(DecodingFailure) in
                try json.map { json throws(DecodingFailure) in try Member(json: json) }
            })
    }
}

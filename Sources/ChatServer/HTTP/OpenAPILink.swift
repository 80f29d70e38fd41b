/// How one operation's answer leads to another: OpenAPI's links.
struct OpenAPILink: Sendable {
    let name: String
    let from: String
    let to: String
    /// The target's parameters as runtime expressions.
    let parameters: [(String, String)]

    private init(
        _ name: String, from: String, to: String, _ parameters: [(String, String)]
    ) {
        self.name = name
        self.from = from
        self.to = to
        self.parameters = parameters
    }

    static let all = messages + channels

    private static let messages: [OpenAPILink] = {
        let create = "POST /channels/{channel_id}/messages"
        let one = "/channels/{channel_id}/messages/{message_id}"
        let ids = [
            ("channel_id", "$response.body#/channel_id"), ("message_id", "$response.body#/id"),
        ]
        return [
            OpenAPILink("get", from: create, to: "GET \(one)", ids),
            OpenAPILink("edit", from: create, to: "PATCH \(one)", ids),
            OpenAPILink("delete", from: create, to: "DELETE \(one)", ids),
            OpenAPILink("read", from: create, to: "POST \(one)/ack", ids),
        ]
    }()

    private static let channels: [OpenAPILink] = {
        let create = "POST /guilds/{guild_id}/channels"
        let id = [("channel_id", "$response.body#/id")]
        let guild = [("guild_id", "$response.body#/guild_id")]
        return [
            OpenAPILink("get", from: create, to: "GET /channels/{channel_id}", id),
            OpenAPILink("edit", from: create, to: "PATCH /channels/{channel_id}", id),
            OpenAPILink("delete", from: create, to: "DELETE /channels/{channel_id}", id),
            OpenAPILink(
                "messages", from: create, to: "GET /channels/{channel_id}/messages", id),
            OpenAPILink(
                "send", from: create, to: "POST /channels/{channel_id}/messages", id),
            OpenAPILink(
                "channels", from: "GET /meta", to: "GET /guilds/{guild_id}/channels", guild),
            OpenAPILink(
                "members", from: "GET /meta", to: "GET /guilds/{guild_id}/members", guild),
        ]
    }()
}

import ChatBase
import ChatCore
import Testing

@testable import ChatServer

/// The document against the API: every route is called, and answers as it is described.
@Suite struct OpenAPITests {
    private struct Step {
        let method: String
        let path: String
        let body: JSON?
        let isBot: Bool

        init(_ method: String, _ path: String, _ body: JSON? = nil, bot: Bool = false) {
            self.method = method
            self.path = path
            self.body = body
            isBot = bot
        }
    }

    @Test func everyRouteAnswersAsTheDocumentSays() throws {
        let api = try APIHarness()
        let owner = api.register("owner")
        let made = api.call("POST", "/admin/bots", ["username": "bot"], isAdministration: true)
        let bot = "Bot " + (made["token"]?.string ?? "")
        let document = api.call("GET", "/openapi.json").json
        let check = SchemaCheck(document: document)
        var called: Set<String> = []

        func run(_ step: Step) -> APIHarness.Answer {
            let answer = api.call(
                step.method, step.path, token: step.isBot ? bot : owner, step.body)
            guard let route = route(of: step, api) else {
                Issue.record("no route for \(step.method) \(step.path)")
                return answer
            }
            called.insert(route.name)
            let operation = document["paths"]?[route.pattern.text]?[step.method.lowercased()]
            let described = operation?["responses"]?[String(answer.status)]
            #expect(
                described != nil, "\(route.name) answered \(answer.status): \(answer.json.text)")
            if let schema = described?["content"]?["application/json"]?["schema"] {
                #expect(check.problems(answer.json, schema).isEmpty, "\(route.name)")
            } else if described?["content"] == nil {
                #expect(answer.json == .null, "\(route.name) has a body that nobody described")
            }
            return answer
        }

        for step in steps(api, owner, bot) { _ = run(step) }
        // What needs the ids of what was made before.
        let channel = run(
            Step("POST", "/guilds/\(api.guild)/channels", ["name": "made", "topic": "t"]))
        let id = channel["id"]?.string ?? ""
        let message = run(Step("POST", "/channels/\(id)/messages", ["content": "x"]))
        let path = "/channels/\(id)/messages/\(message["id"]?.string ?? "")"
        let user = api.call("GET", "/users/@me", token: bot)["id"]?.string ?? ""
        let invite = run(Step("POST", "/channels/\(id)/invites", ["max_uses": 1]))
        let code = invite["code"]?.string ?? ""
        for step in [
            Step("GET", path), Step("PATCH", path, ["content": "y"]), Step("POST", path + "/ack"),
            Step("PUT", "/channels/\(id)/read", ["message_id": message["id"] ?? nil]),
            Step("GET", "/channels/\(id)/messages"),
            Step("GET", "/channels/\(id)/events?after_n=0"),
            Step("DELETE", path), Step("GET", "/channels/\(id)"),
            Step("PATCH", "/channels/\(id)", ["name": "renamed"]),
            Step("PATCH", "/guilds/\(api.guild)/channels", [["id": .string(id), "position": 0]]),
            Step("PUT", "/channels/\(id)/permissions/\(user)", ["type": 1, "allow": "2048"]),
            Step("DELETE", "/channels/\(id)/permissions/\(user)"),
            Step("POST", "/channels/\(id)/typing"), Step("GET", "/channels/\(id)/invites"),
            Step("GET", "/guilds/\(api.guild)/invites"), Step("GET", "/invites/\(code)"),
            Step("DELETE", "/invites/\(code)"), Step("DELETE", "/channels/\(id)"),
            Step("GET", "/users/\(user)"), Step("GET", "/guilds/\(api.guild)/members/\(user)"),
        ] { _ = run(step) }
        for step in lastSteps(api) { _ = run(step) }

        let missing = APIRoutes.all.map(\.name).filter { !called.contains($0) }
        #expect(missing.isEmpty, "never called: \(missing)")
    }

    private func steps(_ api: APIHarness, _ owner: String, _ bot: String) -> [Step] {
        [
            Step("GET", "/meta"), Step("GET", "/healthz"), Step("GET", "/metrics"),
            Step("GET", "/openapi.json"), Step("GET", "/gateway"),
            Step("GET", "/gateway/bot", bot: true), Step("GET", "/soundboard-default-sounds"),
            Step("GET", "/voice/regions"), Step("GET", "/sticker-packs"),
            Step("GET", "/users/@me"), Step("PATCH", "/users/@me", ["global_name": "Owner"]),
            Step("GET", "/users/@me/guilds"),
            Step("GET", "/oauth2/applications/@me", bot: true),
            Step("GET", "/applications/@me", bot: true), Step("GET", "/guilds/\(api.guild)"),
            Step("PATCH", "/guilds/\(api.guild)", ["name": "Nest"]),
            Step("GET", "/guilds/\(api.guild)/channels"),
            Step("GET", "/guilds/\(api.guild)/members"),
            Step("GET", "/guilds/\(api.guild)/roles"),
        ]
    }

    /// Signing in and out, last because tokens end with it.
    private func lastSteps(_ api: APIHarness) -> [Step] {
        _ = api.register("other")
        let login = api.call(
            "POST", "/auth/login", ["username": "owner", "password": "password owner"])
        let device = login["device_id"]?.string ?? ""
        return [
            Step("POST", "/auth/register", ["username": "third", "password": "long enough"]),
            Step("POST", "/auth/login", ["username": "other", "password": "password other"]),
            Step("POST", "/auth/refresh", ["refresh_token": login["refresh_token"] ?? nil]),
            Step("GET", "/auth/sessions"),
            Step("PATCH", "/auth/sessions/\(device)", ["name": "renamed"]),
            Step("DELETE", "/auth/sessions/\(device)"),
            Step(
                "PUT", "/auth/password",
                ["password": "password owner", "new_password": "another one"]),
            Step("POST", "/auth/logout"),
        ]
    }

    private func route(of step: Step, _ api: APIHarness) -> Route? {
        var tree = RouteTree()
        for route in APIRoutes.all { tree.insert(route) }
        let path = String(step.path.split(separator: "?")[0])
        guard let segments = Router.segments(of: path),
            case .route(let route, _) = tree.find(method: step.method, segments: segments)
        else { return nil }
        return route
    }

    @Test func theCheckFindsWhatIsWrong() {
        let check = SchemaCheck(document: [:])
        let schema: JSON = [
            "type": "object", "required": ["a"],
            "properties": ["a": ["type": "integer", "minimum": 1, "maximum": 2]],
        ]
        #expect(check.problems(["a": 1], schema).isEmpty)
        #expect(check.problems(["a": 3], schema) == ["$.a: 3 is out of range"])
        #expect(check.problems([:], schema) == ["$.a is missing"])
        #expect(check.problems([], schema) == ["$: no object"])
    }
}

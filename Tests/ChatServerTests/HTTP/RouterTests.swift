import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct RouterTests {
    @Test func tellsUnknownPathsFromWrongMethods() throws {
        let api = try APIHarness()
        let unknown = api.call("GET", "/nowhere")
        #expect(unknown.status == 404)
        #expect(unknown["error"] == "UNKNOWN_ROUTE")
        #expect(unknown["request_id"]?.string?.isEmpty == false)
        let wrong = api.call("DELETE", "/gateway")
        #expect(wrong.status == 405)
        #expect(wrong.headers["Allow"] == "GET")
        for path in ["/users/%zz", "/users/%00", "/channels//messages", "/users/@me/"] {
            #expect([400, 404].contains(api.call("GET", path).status), "\(path)")
        }
    }

    @Test func literalsWinOverParameters() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        #expect(api.call("GET", "/users/@me", token: ann)["username"] == "ann")
        #expect(api.call("GET", "/users/%40me", token: ann)["username"] == "ann")
        let id = api.call("GET", "/users/@me", token: ann)["id"]?.string ?? ""
        #expect(api.call("GET", "/users/\(id)", token: ann)["username"] == "ann")
        #expect(api.call("GET", "/users/77", token: ann).status == 404)
    }

    @Test func withoutAGoodTokenNothingIsTold() throws {
        let api = try APIHarness()
        for token in [nil, "Bearer x", "Bot", "nonsense"] {
            let answer = api.call("GET", "/users/@me", token: token)
            #expect(answer.status == 401)
            #expect(answer["code"]?.int == 40001)
        }
        let ann = api.register("ann")
        api.time.advance(by: .seconds(901))
        #expect(api.call("GET", "/users/@me", token: ann)["error"] == "TOKEN_EXPIRED")
    }

    @Test func administrationIsOnlyThereOnItsSocket() throws {
        let api = try APIHarness()
        #expect(api.call("GET", "/admin/users").status == 404)
        #expect(api.call("GET", "/admin/users", isAdministration: true).status == 200)
    }

    @Test func metricsAreForTheSameMachineAndAdministrators() throws {
        let api = try APIHarness()
        #expect(api.call("GET", "/metrics").status == 404)
        let owner = api.register("owner")
        #expect(api.call("GET", "/metrics", token: owner).status == 200)
        let other = api.register("other")
        #expect(api.call("GET", "/metrics", token: other).status == 404)
        #expect(api.call("GET", "/metrics", isAdministration: true).status == 200)
    }

    @Test func limitsAreToldAndKept() throws {
        let api = try APIHarness {
            $0.limits.isEnabled = true
            $0.limits.messages = .init(2, per: .seconds(30))
        }
        let ann = api.register("ann")
        let path = "/channels/\(api.channel("general"))/messages"
        let answers = (0..<3).map { _ in api.call("POST", path, token: ann, ["content": "x"]) }
        #expect(answers.map(\.status) == [200, 200, 429])
        #expect(answers.map { $0.headers["X-RateLimit-Remaining"] } == ["1", "0", "0"])
        #expect(answers[2].headers["Via"] == "1.1 roost")
        #expect(answers[2].headers["X-RateLimit-Scope"] == "user")
        #expect(answers[2]["retry_after"]?.double == 15)
        api.time.advance(by: .seconds(15))
        #expect(api.call("POST", path, token: ann, ["content": "x"]).status == 200)
    }

    @Test func everyRouteIsInTheDocumentAndEveryLinkLeadsSomewhere() throws {
        let api = try APIHarness()
        let document = api.call("GET", "/openapi.json").json
        #expect(document["openapi"] == "3.1.0")
        for route in APIRoutes.all {
            let operation = document["paths"]?[route.pattern.text]?[
                route.method.rawValue.lowercased()]
            #expect(operation?["operationId"]?.string == OpenAPIDocument.operationID(route))
        }
        let names = Set(APIRoutes.all.map(\.name))
        for link in OpenAPILink.all {
            #expect(names.contains(link.from) && names.contains(link.to), "\(link.name)")
            let target = APIRoutes.all.first { $0.name == link.to }
            for (parameter, _) in link.parameters {
                #expect(target?.pattern.parameters.contains(parameter) == true)
            }
        }
        #expect(!document.text.contains("/admin/"))
    }

    @Test func everyReferenceInTheDocumentIsDefined() throws {
        let api = try APIHarness()
        let document = api.call("GET", "/openapi.json").json
        let defined = Set(document["components"]?["schemas"]?.object?.members.map(\.key) ?? [])
        var missing: [String] = []
        func walk(_ json: JSON) {
            switch json {
            case .array(let elements): elements.forEach(walk)
            case .object(let object):
                for member in object.members {
                    let name = member.value.string?.split(separator: "/").last.map(String.init)
                    if member.key == "$ref", let name, !defined.contains(name) {
                        missing.append(name)
                    }
                    walk(member.value)
                }
            default: break
            }
        }
        walk(document)
        #expect(missing.isEmpty)
        #expect(!defined.isEmpty)
    }

    @Test func randomRequestsNeverTrap() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        var random = SeededRandom(seed: 99)
        let words = [
            "users", "@me", "guilds", "channels", "messages", api.guild, api.channel("general"),
            "0", "99999999999999999999999", "-1", "%F0%9F", "auth", "sessions", "permissions",
            "invites", "events", "typing", "read", "ack", "..",
        ]
        let bodies: [JSON?] = [
            nil, [:], ["content": "x"], ["content": nil, "name": 7], ["id": -1, "type": 9],
            ["message_id": "1"], ["name": "n", "permission_overwrites": [["id": 1]]], [1, 2],
        ]
        let queries = ["", "?limit=abc", "?after_n=-9", "?before=1&after=2", "?limit=1"]
        func pick<Element>(_ values: [Element]) -> Element {
            values[Int(random.next() % UInt64(values.count))]
        }
        for _ in 0..<2000 {
            let path = (0..<Int(random.next() % 6 + 1)).map { _ in "/" + pick(words) }.joined()
            let method = pick(["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
            if path.contains("sessions"), method == "DELETE" { continue }
            let answer = api.call(method, path + pick(queries), token: ann, pick(bodies))
            #expect(answer.status != 500, "\(method) \(path)")
            if answer.status >= 400 { #expect(answer["error"]?.string?.isEmpty == false) }
        }
    }
}

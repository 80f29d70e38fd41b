import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct AuthRoutesTests {
    func login(_ api: APIHarness, _ name: String, _ password: String) -> APIHarness.Answer {
        api.call(
            "POST", "/auth/login",
            [
                "username": .string(name), "password": .string(password),
                "device_name": "test",
            ])
    }

    @Test func theFirstAccountOwnsTheServer() throws {
        let api = try APIHarness()
        let (first, second) = (api.register("first"), api.register("second"))
        #expect(api.call("GET", "/users/@me/guilds", token: first).json[0]?["owner"] == true)
        #expect(
            api.call("GET", "/users/@me/guilds", token: second).json[0]?["owner"] == false)
    }

    @Test func namesAndPasswordsAreChecked() throws {
        let api = try APIHarness()
        _ = api.register("ann")
        let bad: [(JSON, Int, String)] = [
            (["username": "ann", "password": "long enough"], 409, "USERNAME_TAKEN"),
            (["username": "ANN", "password": "long enough"], 409, "USERNAME_TAKEN"),
            (["username": "a b", "password": "long enough"], 400, "INVALID_FORM_BODY"),
            (["username": "bob", "password": "short"], 400, "INVALID_FORM_BODY"),
            (["password": "long enough"], 400, "INVALID_FORM_BODY"),
        ]
        for (body, status, error) in bad {
            let answer = api.call("POST", "/auth/register", body)
            #expect(answer.status == status)
            #expect(answer["error"]?.string == error)
        }
    }

    @Test func signingInTakesTheRightPassword() throws {
        let api = try APIHarness()
        _ = api.register("ann")
        #expect(login(api, "Ann", "password ann").status == 200)
        for (name, password) in [("ann", "wrong"), ("nobody", "password ann")] {
            let answer = login(api, name, password)
            #expect(answer.status == 401)
            #expect(answer["error"] == "INVALID_CREDENTIALS")
        }
    }

    @Test func guessingIsSlowedPerAccount() throws {
        let api = try APIHarness {
            $0.limits.isEnabled = true
            $0.limits.auth = .init(0, per: .seconds(1))
        }
        _ = api.register("ann")
        let guesses = (0..<6).map { login(api, "ann", "guess \($0)") }
        #expect(guesses.map(\.status) == [401, 401, 401, 401, 401, 429])
        #expect((guesses[5]["retry_after"]?.double ?? 0) > 60)
        // Even the right one is not tried now.
        #expect(login(api, "ann", "password ann").status == 429)
        api.time.advance(by: .seconds(181))
        #expect(login(api, "ann", "password ann").status == 200)
    }

    @Test func tokensRotateAndAnOldOneEndsTheDevice() throws {
        let api = try APIHarness()
        _ = api.register("ann")
        let pair = login(api, "ann", "password ann")
        let first = pair["refresh_token"]?.string ?? ""
        func refresh(_ token: String) -> APIHarness.Answer {
            api.call("POST", "/auth/refresh", ["refresh_token": .string(token)])
        }
        let second = refresh(first)
        #expect(second.status == 200)
        #expect(second["expires_in"]?.int == 900)
        // Its answer may have been lost.
        #expect(refresh(first).status == 200)
        let third = refresh(second["refresh_token"]?.string ?? "")
        #expect(third.status == 200)
        let reused = refresh(first)
        #expect(reused.status == 401)
        #expect(reused["error"] == "REFRESH_TOKEN_REUSED")
        #expect(refresh(third["refresh_token"]?.string ?? "").status == 401)
        let access = "Bearer " + (third["access_token"]?.string ?? "")
        #expect(api.call("GET", "/users/@me", token: access).status == 401)
    }

    @Test func devicesAreListedNamedAndRevoked() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let other = login(api, "ann", "password ann")
        let id = other["device_id"]?.string ?? ""
        let devices = api.call("GET", "/auth/sessions", token: ann).json.array ?? []
        #expect(devices.count == 2)
        #expect(devices.count { $0["current"] == true } == 1)
        let named = api.call(
            "PATCH", "/auth/sessions/\(id)", token: ann, ["name": "the old laptop"])
        #expect(named["name"] == "the old laptop")
        #expect(api.call("DELETE", "/auth/sessions/\(id)", token: ann).status == 204)
        let token = "Bearer " + (other["access_token"]?.string ?? "")
        #expect(api.call("GET", "/users/@me", token: token).status == 401)
        #expect(api.call("DELETE", "/auth/sessions/\(id)", token: ann).status == 404)
        #expect(api.call("POST", "/auth/logout", token: ann).status == 204)
        #expect(api.call("GET", "/users/@me", token: ann).status == 401)
    }

    @Test func aNewPasswordSignsTheOthersOut() throws {
        let api = try APIHarness()
        let ann = api.register("ann")
        let other = "Bearer " + (login(api, "ann", "password ann")["access_token"]?.string ?? "")
        let wrong = api.call(
            "PUT", "/auth/password", token: ann,
            ["password": "no", "new_password": "something new"])
        #expect(wrong.status == 401)
        let right = api.call(
            "PUT", "/auth/password", token: ann,
            ["password": "password ann", "new_password": "something new"])
        #expect(right.status == 204)
        #expect(api.call("GET", "/users/@me", token: ann).status == 200)
        #expect(api.call("GET", "/users/@me", token: other).status == 401)
        #expect(login(api, "ann", "something new").status == 200)
    }

    @Test func registrationModesAreKept() throws {
        func register(_ api: APIHarness, invite: JSON) -> String {
            let answer = api.call(
                "POST", "/auth/register",
                ["username": "x", "password": "long enough", "invite": invite])
            return answer["error"]?.string ?? "\(answer.status)"
        }
        let closed = try APIHarness { $0.accounts.registration = .closed }
        #expect(register(closed, invite: nil) == "REGISTRATION_CLOSED")
        let invited = try APIHarness { $0.accounts.registration = .invite }
        #expect(register(invited, invite: nil) == "INVITE_REQUIRED")
        #expect(register(invited, invite: "none") == "UNKNOWN_INVITE")
        let coded = try APIHarness { $0.accounts.registration = .code }
        let open = coded.call(
            "POST", "/admin/invites", ["max_uses": 0], isAdministration: true)["code"]
        #expect(register(coded, invite: open ?? nil) == "UNKNOWN_INVITE")
        let once = coded.call("POST", "/admin/invites", [:], isAdministration: true)["code"]
        let good: JSON = ["username": "xx", "password": "long enough", "invite": once ?? nil]
        #expect(coded.call("POST", "/auth/register", good).status == 201)
        let again: JSON = ["username": "yy", "password": "long enough", "invite": once ?? nil]
        #expect(coded.call("POST", "/auth/register", again).status == 404)
    }

    @Test func botsSignInByTokenOnly() throws {
        let api = try APIHarness()
        _ = api.register("owner")
        let made = api.call(
            "POST", "/admin/bots", ["username": "Echo"], isAdministration: true)
        let bot = "Bot " + (made["token"]?.string ?? "")
        #expect(api.call("GET", "/users/@me", token: bot)["bot"] == true)
        #expect(api.call("GET", "/users/@me", token: bot)["global_name"] == "Echo")
        let application = api.call("GET", "/oauth2/applications/@me", token: bot)
        for key in [
            "id", "name", "icon", "description", "bot_public", "bot_require_code_grant",
            "owner", "verify_key", "flags", "approximate_guild_count",
        ] { #expect(application[key] != nil, "\(key)") }
        #expect(api.call("GET", "/auth/sessions", token: bot).status == 403)
        #expect(login(api, "echo", "").status == 401)
        let renewed = api.call("POST", "/admin/bots/echo/token", isAdministration: true)
        #expect(renewed.status == 200)
        #expect(api.call("GET", "/users/@me", token: bot).status == 401)
    }
}

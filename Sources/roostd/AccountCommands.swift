import ChatBase
import ChatServer

/// `roostd user`, `bot` and `invite`.
enum AccountCommands {
    static func user(_ call: Call) throws {
        let words = try call.arguments(1...2)
        switch (words[0], words.count) {
        case ("add", 2):
            let password = try Console.password(fromInput: call.values.bool("password_stdin"))
            try Administration(call).add(words[1], password)
        case ("add", 1): try addUsers(call)
        case ("passwd", 2):
            let password = try Console.password(fromInput: call.values.bool("password_stdin"))
            let path = "/admin/users/\(PercentCoding.encode(words[1]))/password"
            try Administration(call).send("PUT", path, ["password": .string(password)])
        case ("list", 1): try listUsers(call)
        case ("passwd", 1): throw UsageError("the name is missing")
        default: throw UsageError("unknown command user \(words[0])")
        }
    }

    /// Lines of name and password, apart by blanks.
    private static func addUsers(_ call: Call) throws {
        let administration = try Administration(call)
        var number = 0
        while let line = Console.line() {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
            guard parts.count == 2 else {
                throw StartupError("line \(number): write a name and a password")
            }
            do {
                try administration.add(String(parts[0]), String(parts[1]))
            } catch {
                throw StartupError("line \(number): \(error)")
            }
        }
    }

    private static func listUsers(_ call: Call) throws {
        let answer = try Administration(call).send("GET", "/admin/users")
        for user in answer.array ?? [] {
            let kind =
                user["bot"] == true ? "bot" : user["owner"] == true ? "owner" : "member"
            Console.say(
                "\(user["id"]?.string ?? "")\t\(user["username"]?.string ?? "")\t\(kind)")
        }
    }

    static func bot(_ call: Call) throws {
        let words = try call.arguments(1...2)
        switch (words[0], words.count) {
        case ("add", 2):
            let answer = try Administration(call).send(
                "POST", "/admin/bots", ["username": .string(words[1])])
            Console.say(answer["token"]?.string ?? "")
        case ("add", 1):
            let administration = try Administration(call)
            while let line = Console.line() {
                let name = line.filter { !$0.isWhitespace }
                if name.isEmpty { continue }
                let answer = try administration.send(
                    "POST", "/admin/bots", ["username": .string(name)])
                Console.say("\(name)\t\(answer["token"]?.string ?? "")")
            }
        case ("token", 2):
            let path = "/admin/bots/\(PercentCoding.encode(words[1]))/token"
            let answer = try Administration(call).send("POST", path)
            Console.say(answer["token"]?.string ?? "")
        case ("token", 1): throw UsageError("the name is missing")
        default: throw UsageError("unknown command bot \(words[0])")
        }
    }

    static func invite(_ call: Call) throws {
        _ = try call.arguments(0...0)
        var body = JSONObject([
            ("max_uses", .int(Int64(call.values.int("max_uses")))),
            ("max_age", .int(call.values.duration("max_age").milliseconds / 1000)),
        ])
        if let channel = call.values.text("channel") { body["channel"] = .string(channel) }
        let answer = try Administration(call).send("POST", "/admin/invites", .object(body))
        Console.say(answer["code"]?.string ?? "")
    }
}

extension Administration {
    fileprivate func add(_ name: String, _ password: String) throws {
        try send(
            "POST", "/admin/users",
            ["username": .string(name), "password": .string(password)])
    }
}

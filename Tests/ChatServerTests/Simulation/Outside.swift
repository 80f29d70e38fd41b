import ChatBase
import ChatCore

@testable import ChatServer

/// Everything that an outsider gets to know, with ids renamed in the order in which they
/// appear, and secrets of a session (its name, cursors) as their length.
struct Outside {
    private(set) var lines: [String] = []
    private var names: [Substring: Int] = [:]

    init(_ simulation: Simulation) {
        let outsider = simulation.people[3]
        // When these come and go is their own doing, and no channel's.
        let insiders = simulation.people.prefix(2).map(\.user)
        for client in simulation.clients where client.user == outsider.user {
            for frame in client.transcript where !Self.isPresence(frame, of: insiders) {
                add("\(client.name)", frame)
            }
        }
        let guild = simulation.server.database.snapshot.community.guild.id
        let list = simulation.server.get("/guilds/\(guild)/channels", as: outsider)
        add("channels \(list.status)", list.body)
        for channel in (try? JSON(parsing: list.body))?.array ?? [] {
            let id = channel["id"]?.string ?? ""
            let page = simulation.server.get("/channels/\(id)/messages?limit=100", as: outsider)
            add("messages \(page.status)", page.body, hasRequest: page.status != 200)
        }
    }

    private static func isPresence(_ bytes: [UInt8], of users: [UserID]) -> Bool {
        guard let frame = try? GatewayFrame(parsing: bytes), frame.name == .presenceUpdate,
            let id = frame.data["user"]?["id"]?.uint64
        else { return false }
        return users.contains(UserID(id))
    }

    private mutating func add(_ title: String, _ bytes: [UInt8], hasRequest: Bool = false) {
        let text = String(decoding: bytes, as: UTF8.self)
        var line = "\(title) \(hasRequest ? 0 : bytes.count) "
        var rest = text[...]
        while let first = rest.first {
            if first.isASCII && first.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                line += digits.utf8.count < 15 ? String(digits) : "#\(name(of: digits))"
                rest = rest.dropFirst(digits.count)
            } else if let secret = Self.secrets.first(where: { rest.hasPrefix($0) }) {
                rest = rest.dropFirst(secret.count)
                let value = rest.prefix { $0 != "\"" }
                line += "\(secret)<\(value.utf8.count)>"
                rest = rest.dropFirst(value.count)
            } else {
                line.append(first)
                rest = rest.dropFirst()
            }
        }
        lines.append(line)
    }

    private static let secrets = [
        "\"cursor\":\"", "\"session_id\":\"", "\"epoch\":\"", "\"request_id\":\"",
    ]

    private mutating func name(of id: Substring) -> Int {
        let name = names[id] ?? names.count
        names[id] = name
        return name
    }
}

import ChatBase

/// How far a program has dealt with the events of its server, so that its next run can go
/// on from there.
public struct ResumePoint: Sendable, Hashable {
    /// A place in the stream, in the server's words.
    public private(set) var cursor: String
    /// The events after the cursor that are dealt with already.
    public private(set) var known: [Scope: Int64]

    /// The place that a `.cursor` event names.
    public init(cursor: String) {
        self.cursor = cursor
        known = [:]
    }

    /// An event was dealt with, and every one before it.
    public mutating func record(_ event: ChatEvent) {
        if case .cursor(let cursor) = event.payload {
            self = ResumePoint(cursor: cursor)
        } else if let scope = event.scope, let n = event.n {
            known[scope] = n
        }
    }

    /// Reads `text`; nil when it is none.
    public init?(text: String) {
        guard let json = try? JSON(parsing: text), let cursor = json["cursor"]?.string,
            let members = json["known"]?.object?.members
        else { return nil }
        self.init(cursor: cursor)
        for member in members {
            guard let scope = Scope(member.key), let n = member.value.int else { return nil }
            known[scope] = Int64(n)
        }
    }

    /// One line of JSON.
    public var text: String {
        var scopes = JSONObject()
        for (scope, n) in known.sorted(by: { $0.key.description < $1.key.description }) {
            scopes.append(scope.description, .int(n))
        }
        let json: JSON = ["cursor": .string(cursor), "known": .object(scopes)]
        return json.text
    }
}

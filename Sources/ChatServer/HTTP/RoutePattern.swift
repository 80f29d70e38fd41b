/// A path with named parts: `/channels/{channel_id}/messages/{message_id}`.
package struct RoutePattern: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    package let text: String
    let segments: [Segment]

    package init(_ text: String) {
        precondition(text.hasPrefix("/"), "a pattern begins with a slash")
        self.text = text
        segments = text.dropFirst().split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    package var parameters: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// What limits are counted apart by: the first id of a channel or guild (Discord's
    /// "major parameter").
    package var majorParameter: String? {
        parameters.first.flatMap { ["channel_id", "guild_id"].contains($0) ? $0 : nil }
    }
}

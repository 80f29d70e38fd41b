/// One member of `Sec-WebSocket-Extensions`.
struct WebSocketExtension: Equatable {
    struct Parameter: Equatable {
        let name: String
        let value: String?
    }

    let name: String
    let parameters: [Parameter]

    /// The extensions in order of preference. A member that is not valid is left out.
    static func parse(_ headers: HTTPHeaders) -> [WebSocketExtension] {
        headers.values("sec-websocket-extensions")
            .flatMap { $0.split(separator: ",") }
            .compactMap(parse)
    }

    private static func parse(_ member: Substring) -> WebSocketExtension? {
        let parts = member.split(separator: ";", omittingEmptySubsequences: false)
            .map(HTTPText.trimmed)
        guard let name = parts.first, isToken(name) else { return nil }
        var parameters: [Parameter] = []
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(HTTPText.trimmed)
            guard isToken(pair[0]) else { return nil }
            guard pair.count == 2 else {
                parameters.append(Parameter(name: HTTPText.lowercased(pair[0]), value: nil))
                continue
            }
            var value = pair[1]
            if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = value.dropFirst().dropLast()
            }
            // RFC 6455 section 9.1: a quoted value is a token as well.
            guard isToken(value) else { return nil }
            parameters.append(
                Parameter(name: HTTPText.lowercased(pair[0]), value: String(value)))
        }
        return WebSocketExtension(name: HTTPText.lowercased(name), parameters: parameters)
    }

    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(HTTPText.isToken)
    }
}

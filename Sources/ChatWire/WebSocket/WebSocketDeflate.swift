/// What two ends agreed on for permessage-deflate (RFC 7692).
///
/// This end always starts each message anew: a server so that the same bytes fit every
/// peer, a client because its messages are short.
package struct WebSocketDeflate: Sendable, Equatable {
    /// Whether the peer's messages refer to those before them.
    package let peerKeepsContext: Bool
    /// The largest message this end may compress, nil for any. A peer with a small window
    /// gets longer ones as they are: within its window nothing can refer beyond it, so the
    /// same compressed bytes still fit every peer.
    package let largestDeflated: Int?

    package init(peerKeepsContext: Bool, largestDeflated: Int? = nil) {
        self.peerKeepsContext = peerKeepsContext
        self.largestDeflated = largestDeflated
    }

    private static let name = "permessage-deflate"

    /// What a message of `limit` bytes may take when it is compressed: bytes that can't be
    /// compressed grow by the headers of stored blocks.
    static func compressedLimit(_ limit: Int) -> Int {
        limit.addingReportingOverflow(limit / 64 + 64).overflow ? limit : limit + limit / 64 + 64
    }

    // MARK: The server's side

    /// The first of the client's offers that can be met, and the header value to answer with.
    package static func accept(
        _ headers: HTTPHeaders
    ) -> (agreed: WebSocketDeflate, response: String)? {
        for offer in WebSocketExtension.parse(headers) where offer.name == name {
            guard let response = response(to: offer) else { continue }
            return response
        }
        return nil
    }

    private static func response(
        to offer: WebSocketExtension
    ) -> (agreed: WebSocketDeflate, response: String)? {
        var clientKeepsContext = true
        var serverBits = 15
        var seen: Set<String> = []
        for parameter in offer.parameters {
            guard seen.insert(parameter.name).inserted else { return nil }
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil): break
            case ("client_no_context_takeover", nil): clientKeepsContext = false
            // A hint that the answer may use; every window fits our inflater.
            case ("client_max_window_bits", nil): break
            case ("client_max_window_bits", let bits?):
                guard windowBits(bits) != nil else { return nil }
            case ("server_max_window_bits", let bits?):
                guard let bits = windowBits(bits) else { return nil }
                serverBits = bits
            default: return nil
            }
        }
        var response = "\(name); server_no_context_takeover"
        if seen.contains("server_max_window_bits") {
            response += "; server_max_window_bits=\(serverBits)"
        }
        if !clientKeepsContext { response += "; client_no_context_takeover" }
        let agreed = WebSocketDeflate(
            peerKeepsContext: clientKeepsContext,
            largestDeflated: serverBits < 15 ? 1 << serverBits : nil)
        return (agreed, response)
    }

    // MARK: The client's side

    /// Any window suits a client that leaves its own messages as they are.
    package static let offer = "\(name); client_no_context_takeover; client_max_window_bits"

    /// What the server's answer to `offer` means; nil when it agreed to no extension.
    package static func confirm(
        _ headers: HTTPHeaders
    ) throws(WebSocketError) -> WebSocketDeflate? {
        let agreed = WebSocketExtension.parse(headers)
        guard let first = agreed.first else {
            guard headers["sec-websocket-extensions"] == nil else {
                throw .violation("the server's extensions are not valid")
            }
            return nil
        }
        guard agreed.count == 1, first.name == name else {
            throw .violation("the server chose an extension that was not offered")
        }
        var keepsContext = true
        for parameter in first.parameters {
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil): keepsContext = false
            case ("client_no_context_takeover", nil): break
            case ("server_max_window_bits", let bits?) where windowBits(bits) != nil: break
            case ("client_max_window_bits", let bits?) where windowBits(bits) != nil: break
            default: throw .violation("the server's permessage-deflate is not valid")
            }
        }
        return WebSocketDeflate(peerKeepsContext: keepsContext)
    }

    private static func windowBits(_ text: String) -> Int? {
        guard let bits = Int(text), (8...15).contains(bits), "\(bits)" == text else { return nil }
        return bits
    }
}

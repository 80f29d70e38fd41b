import ChatWire

/// Finds out who really asks when a proxy brought the request.
struct TrustedProxies: Sendable {
    private let ranges: [AddressRange]

    init(_ texts: [String]) throws(NetError) {
        var ranges: [AddressRange] = []
        for text in texts {
            guard let range = AddressRange(text) else {
                throw NetError(
                    .invalidAddress,
                    "trusted proxy '\(text)' is neither an address nor a range like 10.0.0.0/8")
            }
            ranges.append(range)
        }
        self.ranges = ranges
    }

    func contains(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    /// The client's address and whether its connection is encrypted.
    ///
    /// Each proxy appends the address it saw, so the list is read from its end, and the first
    /// one that is no proxy of ours is the client: what stands before it, anyone can write.
    /// - Parameter peer: the connection's other end; nil for a unix socket, which is trusted.
    func client(
        peer: IPAddress?, isSecure: Bool, headers: HTTPHeaders
    ) -> (address: IPAddress?, isSecure: Bool) {
        if let peer, !contains(peer) { return (peer, isSecure) }
        var client = peer
        for member in headers.tokens("x-forwarded-for").reversed() {
            guard let address = Self.address(member) else { break }
            client = address
            if !contains(address) { break }
        }
        let scheme = headers.tokens("x-forwarded-proto").last
        return (client, scheme.map { $0 == "https" || $0 == "wss" } ?? isSecure)
    }

    /// An address, perhaps with a port or in brackets, as some proxies write it.
    private static func address(_ text: String) -> IPAddress? {
        if let address = IPAddress(text) { return address }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return IPAddress(text[text.index(after: text.startIndex)..<end])
        }
        if let colon = text.lastIndex(of: ":") { return IPAddress(text[..<colon]) }
        return nil
    }
}

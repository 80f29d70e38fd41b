/// Where a server is: `https://chat.example.org`, `http://127.0.0.1:8080`,
/// `unix:/run/roost.sock`, each with or without a path in front of `/api`.
public struct ServerURL: Sendable, Hashable, CustomStringConvertible {
    /// In canonical form: no slash at the end, no default port, the host in lower case.
    public let description: String
    /// The part with which request URLs begin.
    package let base: String
    package let unixSocket: String?
    /// Host and port, as the Host header says them.
    package let authority: String
    /// The path in front of `/api`, empty or beginning with a slash.
    package let prefix: String

    /// Whether the link is encrypted, or never leaves this machine.
    public var isSecure: Bool { base.hasPrefix("https:") || unixSocket != nil }

    /// Nil unless `text` is an http, https or unix address without user, query or fragment.
    /// A bare `host[:port]` means https.
    public init?(_ text: some StringProtocol) {
        let text =
            text.contains("://") || text.hasPrefix("unix:") ? String(text) : "https://\(text)"
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else {
            return nil
        }
        if text.hasPrefix("unix:/") {
            unixSocket = String(text.dropFirst("unix:".utf8.count))
            description = text
            base = "http://localhost"
            authority = "localhost"
            prefix = ""
            return
        }
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        guard scheme == "http" || scheme == "https", !rest.contains(where: { "?#@".contains($0) })
        else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var host = rest[..<slash].lowercased()
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            let port = host[host.index(after: colon)...]
            guard let number = UInt16(port), number > 0, port.utf8.first != UInt8(ascii: "+") else {
                return nil
            }
            if number == (scheme == "https" ? 443 : 80) { host = String(host[..<colon]) }
        }
        guard !host.isEmpty, !host.hasPrefix(":") else { return nil }
        var path = rest[slash...]
        while path.hasSuffix("/") { path = path.dropLast() }
        unixSocket = nil
        authority = host
        prefix = String(path)
        base = "\(scheme)://\(host)\(path)"
        description = base
    }
}

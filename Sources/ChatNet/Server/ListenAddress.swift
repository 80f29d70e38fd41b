/// Where a server listens: `127.0.0.1:8080`, `[::1]:0`, `*:443` or `unix:/run/roost/socket`.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// `host` is an address, never a name; `*` is every address of both families.
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    package init(_ text: String) throws(NetError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count < 108 else {
                throw NetError(
                    .invalidAddress,
                    "'\(text)': a unix socket is unix:/absolute/path of at most 107 bytes")
            }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            throw NetError(
                .invalidAddress,
                "'\(text)' is no address to listen on: write 127.0.0.1:8080, [::1]:8080 or unix:/path"
            )
        }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self = .tcp(host: host.isEmpty ? "*" : String(host), port: port)
    }

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

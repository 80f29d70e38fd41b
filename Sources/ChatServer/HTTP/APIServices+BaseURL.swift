extension APIServices {
    /// The server as a client reached it: `https://chat.example.org`, from its `Host`.
    package func baseURL(host: String?, isSecure: Bool) -> String {
        if let url = configuration.publicURL {
            return url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        guard let host, !host.isEmpty,
            host.utf8.allSatisfy({ byte in
                (UInt8(ascii: "0")...UInt8(ascii: ":")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || "-.[]_".utf8.contains(byte)
            })
        else { return listeningURL.withLock { $0 } }
        return (isSecure ? "https://" : "http://") + host
    }

    /// Without a `?`: libraries append their query.
    package func gatewayURL(host: String?, isSecure: Bool) -> String {
        let base = baseURL(host: host, isSecure: isSecure)
        return (base.hasPrefix("http") ? "ws" + base.dropFirst(4) : base) + "/gateway"
    }
}

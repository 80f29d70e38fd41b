import Glibc

/// A bot's configuration as its environment gives it.
struct BotEnvironment {
    private let values: [String: String]?

    /// - Parameter values: instead of the process's environment.
    init(_ values: [String: String]? = nil) { self.values = values }

    /// The value; nil when the variable is not set, or empty.
    subscript(name: String) -> String? {
        let value = values.map { $0[name] } ?? getenv(name).map { String(cString: $0) }
        return value?.isEmpty == false ? value : nil
    }

    func configuration() throws(ChatError) -> ClientConfiguration {
        guard let address = self["ROOST_URL"] else {
            throw ChatError(
                .configuration,
                "ROOST_URL is not set: the server's address, as https://chat.example.org.")
        }
        guard let url = ServerURL(address) else {
            throw ChatError(.configuration, "ROOST_URL is no address of a server: \(address)")
        }
        guard let token = self["ROOST_TOKEN"] else {
            throw ChatError(
                .configuration, "ROOST_TOKEN is not set: `roostd bot add NAME` prints a token.")
        }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ChatError(
                .configuration, "ROOST_TOKEN holds characters that no token has; copy it again.")
        }
        var configuration = ClientConfiguration(url: url, identity: .bot(token: token))
        if let pin = self["ROOST_PIN"] {
            configuration.trust = .pinned(fingerprint: pin)
        } else if let file = self["ROOST_CA"] {
            configuration.trust = .authorities(file: file)
        }
        // A bot's answer may wait for a server that is being restarted.
        configuration.retryFor = .seconds(120)
        return configuration
    }
}

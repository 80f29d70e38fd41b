import CChatLinux
import ChatBase
import ChatCore
import Glibc

/// The logins of this machine's user: a file each below `roost/accounts` in the
/// configuration folder, mode 0600, and `roost/current` that names the one in use. The
/// file is the `CredentialFile` that every process of the login shares.
struct AccountStore: Sendable {
    private let folder: String
    private let environment: Environment

    /// - Throws: `.file` where the user has no home.
    init(_ environment: Environment) throws(ChatError) {
        guard let folder = environment.configurationFolder else {
            throw ChatError(.file, "Neither HOME nor XDG_CONFIG_HOME says where to keep a login.")
        }
        self.folder = folder
        self.environment = environment
    }

    // MARK: Reading

    /// The login in use; nil when signed out.
    func current() throws(ChatError) -> Account? {
        guard let bytes = try LocalFile.read(folder + "/current") else { return nil }
        var name = String(decoding: bytes, as: UTF8.self)
        while name.hasSuffix("\n") { name.removeLast() }
        return try account(named: name)
    }

    /// By its name, `alice@chat.example.org`.
    func account(named name: String) throws(ChatError) -> Account? {
        guard !name.isEmpty, !name.contains("/") else { return nil }
        guard let object = try file(name).readObject(), let address = object["url"]?.string,
            let server = ServerURL(address), let user = object["user"]?.string
        else { return nil }
        return Account(
            server: server, user: user, pin: object["pin"]?.string,
            token: object["token"]?.string)
    }

    /// Where the login's tokens are.
    func credentials(of account: Account) -> CredentialFile { file(account.name) }

    /// How a client of this login is set up. `ROOST_PIN` and `ROOST_CA` go before what was
    /// agreed to at the login.
    func configuration(of account: Account) -> ClientConfiguration {
        let identity =
            account.token.map(Account.identity) ?? .device(credentials(of: account))
        return configuration(server: account.server, identity: identity, pin: account.pin)
    }

    /// The same for whoever has no login yet.
    func configuration(
        server: ServerURL, identity: ClientConfiguration.Identity = .anonymous, pin: String? = nil
    ) -> ClientConfiguration {
        var configuration = ClientConfiguration(url: server, identity: identity)
        configuration.deviceName = Self.deviceName
        if let pin = environment["ROOST_PIN"] ?? pin {
            configuration.trust = .pinned(fingerprint: pin)
        } else if let file = environment["ROOST_CA"] {
            configuration.trust = .authorities(file: file)
        }
        return configuration
    }

    /// The name under which this machine is listed among the account's devices.
    static var deviceName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0 else { return "roost" }
        let host = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String("roost on \(String(decoding: host, as: UTF8.self))".prefix(64))
    }

    // MARK: Writing

    /// Keeps a login and makes it the one in use.
    func save(_ account: Account, _ credential: Credential?) throws(ChatError) {
        try LocalFile.makeFolder(folder + "/accounts")
        var object = JSONObject([
            ("url", .string(account.server.description)), ("user", .string(account.user)),
        ])
        if let pin = account.pin { object["pin"] = .string(pin) }
        if let token = account.token { object["token"] = .string(token) }
        if let credential {
            object["access_token"] = .string(credential.accessToken)
            object["refresh_token"] = .string(credential.refreshToken)
        }
        try file(account.name).write(object)
        try LocalFile.replace(folder + "/current", with: Array((account.name + "\n").utf8))
    }

    /// Forgets a login.
    func remove(_ account: Account) throws(ChatError) {
        let isCurrent = try current()?.name == account.name
        unlink(file(account.name).path)
        if isCurrent { unlink(folder + "/current") }
    }

    private func file(_ name: String) -> CredentialFile {
        CredentialFile(path: "\(folder)/accounts/\(name).json")
    }
}

import ChatBase
import ChatCore
import Glibc

extension CommandTool {
    func login(_ arguments: Arguments) async throws -> ExitStatus {
        let server = try ServerSession.server(arguments.words[0])
        let store = try AccountStore(environment)
        guard !(arguments.has("password-stdin") && arguments.has("token-stdin")) else {
            throw CommandFailure.usage("Either a password or a token comes from standard input.")
        }
        if !server.isSecure, !Self.isLocal(server) {
            output.complain("warning: the link to \(server) is not encrypted.")
        }
        let pin = try await agreedPin(arguments["pin"], server, store)
        if arguments.has("token-stdin") {
            try await login(token: try Self.secretLine(), server, pin, store)
        } else {
            try await loginWithPassword(arguments, server, pin, store)
        }
        return .done
    }

    private func loginWithPassword(
        _ arguments: Arguments, _ server: ServerURL, _ pin: String?, _ store: AccountStore
    ) async throws {
        let user = try arguments["user"] ?? ask("Name: ", "--user")
        let password: String
        if arguments.has("password-stdin") {
            password = try Self.secretLine()
        } else {
            password = try ask("Password: ", "--password-stdin", isSecret: true)
            if arguments.has("register"),
                try ask("Once more: ", "--password-stdin", isSecret: true) != password
            {
                throw CommandFailure.usage("The two are not the same.")
            }
        }
        let client = try ChatClient(store.configuration(server: server, pin: pin))
        defer { client.close() }
        let device = AccountStore.deviceName
        let pair =
            if arguments.has("register") {
                try await client.send(
                    .register(
                        username: user, password: password, invite: arguments["invite"],
                        deviceName: device))
            } else {
                try await client.send(
                    .login(username: user, password: password, deviceName: device))
            }
        let token = ClientConfiguration.Identity.accessToken(pair.accessToken)
        let name = try await Self.username(
            store.configuration(server: server, identity: token, pin: pin))
        try store.save(Account(server: server, user: name, pin: pin), Credential(pair))
    }

    private func login(
        token: String, _ server: ServerURL, _ pin: String?, _ store: AccountStore
    ) async throws {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CommandFailure.usage("Standard input holds no token.")
        }
        let name = try await Self.username(
            store.configuration(server: server, identity: Account.identity(token: token), pin: pin))
        try store.save(Account(server: server, user: name, pin: pin, token: token), nil)
    }

    private static func username(_ configuration: ClientConfiguration) async throws -> String {
        let client = try ChatClient(configuration)
        defer { client.close() }
        return try await client.send(.currentUser).username
    }

    // MARK: The certificate

    /// Before anything secret leaves: the pin to use, asking a person about a certificate
    /// that nobody vouches for.
    private func agreedPin(
        _ pin: String?, _ server: ServerURL, _ store: AccountStore
    ) async throws -> String? {
        let pin = pin.map { String($0.filter { $0 != ":" }).lowercased() }
        var configuration = store.configuration(server: server, pin: pin)
        configuration.retryFor = .seconds(5)
        let client = try ChatClient(configuration)
        defer { client.close() }
        do {
            // Needs no account; what counts is the handshake.
            _ = try await client.send(Endpoint<Void>(.get, "/meta", isAuthenticated: false))
            return pin
        } catch {
            switch error.code {
            case .certificateUntrusted: break
            case .certificateChanged, .unreachable, .timedOut, .configuration, .file: throw error
            // An answer, whatever it says, comes after the handshake.
            default: return pin
            }
            guard let shown = error.fingerprint else { throw error }
            let question = """
                No authority vouches for the certificate of \(server).
                Its SHA-256 fingerprint: \(shown)
                The server prints it when it starts. Trust it? (yes/no)\u{20}
                """
            guard let answer = Console()?.ask(question) else {
                throw CommandFailure(
                    .certificate, "\(error.message) If you know it, say --pin \(shown)")
            }
            guard ["y", "yes"].contains(answer.lowercased()) else {
                throw CommandFailure(.certificate, "Not signed in: the certificate is not trusted.")
            }
            return shown
        }
    }

    // MARK: Input

    private func ask(_ question: String, _ option: String, isSecret: Bool = false) throws -> String
    {
        guard let answer = Console()?.ask(question, isSecret: isSecret), !answer.isEmpty else {
            throw CommandFailure.usage("There is no terminal to ask on: use \(option).")
        }
        return answer
    }

    private static func secretLine() throws -> String {
        var lines = InputLines(STDIN_FILENO)
        guard let line = try lines.next(), !line.isEmpty else {
            throw CommandFailure.usage("Standard input is empty.")
        }
        return line
    }

    private static func isLocal(_ server: ServerURL) -> Bool {
        ["localhost", "127.", "[::1]"].contains { server.authority.hasPrefix($0) }
    }

    // MARK: The login

    func logout() async throws -> ExitStatus {
        let store = try AccountStore(environment)
        guard let account = try store.current() else {
            throw CommandFailure(.notSignedIn, "Not signed in.")
        }
        if account.token == nil {
            let session = try ServerSession(account: account.name, environment)
            do { try await session.client.send(.logout) } catch {
                // Signed out already, from elsewhere.
                guard error.code == .unauthorized else { throw error }
            }
        }
        try store.remove(account)
        return .done
    }

    func whoAmI(_ arguments: Arguments) async throws -> ExitStatus {
        let session = try ServerSession(account: nil, environment)
        let user = try await session.client.send(.currentUser)
        let server = session.client.configuration.url
        if arguments.has("json") {
            var writer = JSONWriter()
            user.write(to: &writer)
            let url = JSON.string(server.description).text
            output.line(Sanitizer.json(writer.text.dropLast() + ",\"url\":\(url)}"))
        } else {
            let name = Account(server: server, user: user.username).name
            let shown = user.globalName.map { " (\($0))" } ?? ""
            output.line(Sanitizer.line(name + shown))
        }
        return .done
    }
}

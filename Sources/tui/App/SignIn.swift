import ChatBase
import ChatCore

/// Signs in or registers with what the first screen gathered.
enum SignIn {
    static func run(
        _ request: SignInRequest, _ accounts: AccountStore, _ mailbox: Mailbox<ClientApp.Event>
    ) {
        guard let server = ServerURL(request.server) else {
            mailbox.post(.model(.signInFailed("\(request.server) is no server's address.")))
            return
        }
        Task {
            do throws(ChatError) {
                let account = try await signIn(request, at: server, accounts)
                mailbox.post(.signedIn(account))
            } catch {
                mailbox.post(.model(answer(to: error)))
            }
        }
    }

    private static func signIn(
        _ request: SignInRequest, at server: ServerURL, _ accounts: AccountStore
    ) async throws(ChatError) -> Account {
        // Agreed to at an earlier sign-in: another certificate is a changed one.
        let known = try accounts.current()
        let pin = request.pin ?? (known?.server == server ? known?.pin : nil)
        var configuration = accounts.configuration(server: server, pin: pin)
        configuration.retryFor = .seconds(5)
        let client = try ChatClient(configuration)
        defer { client.close() }
        let device = AccountStore.deviceName
        let tokens =
            if request.registers {
                try await client.send(
                    .register(
                        username: request.user, password: request.password,
                        invite: request.invite.isEmpty ? nil : request.invite,
                        deviceName: device))
            } else {
                try await client.send(
                    .login(
                        username: request.user, password: request.password, deviceName: device))
            }
        let account = Account(
            server: server, user: tokens.user.username, pin: pin, token: nil)
        try accounts.save(account, Credential(tokens))
        return account
    }

    private static func answer(to error: ChatError) -> AppEvent {
        switch error.code {
        case .certificateUntrusted, .certificateChanged:
            if let fingerprint = error.fingerprint {
                return .certificateUnknown(
                    fingerprint: fingerprint, changed: error.code == .certificateChanged)
            }
            return .signInFailed(error.message)
        default: return .signInFailed(error.message)
        }
    }
}

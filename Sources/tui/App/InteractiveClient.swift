import CChatLinux
import ChatBase
import ChatCore
import Glibc

/// `roost` in a terminal.
enum InteractiveClient {
    /// Runs until the user leaves.
    /// - Parameter signals: made before any thread.
    /// - Returns: the exit status.
    static func run(_ environment: Environment, signals: SignalReader) -> Int32 {
        // Widths are our own; the locale only has to be one with UTF-8.
        setlocale(LC_CTYPE, "C.UTF-8")
        do throws(ChatError) {
            let accounts = try AccountStore(environment)
            let account = try signedIn(accounts, environment)
            guard let terminal = Terminal(environment: { environment[$0] }) else {
                complain("roost: this terminal can't be used")
                return 2
            }
            let app = ClientApp(
                accounts: accounts, account: account,
                suggestedServer: environment["ROOST_URL"] ?? "")
            let overNetwork = environment["SSH_CONNECTION"] != nil
            let loop = TerminalLoop(
                app: app, terminal: terminal, signals: signals, time: SystemTime(),
                escapeWait: .milliseconds(overNetwork ? 100 : 25))
            let exit = loop.run()
            app.close()
            return exit.status
        } catch {
            complain("roost: \(error.message)")
            return 8
        }
    }

    /// `ROOST_URL` and `ROOST_TOKEN` go before the stored login.
    private static func signedIn(
        _ accounts: AccountStore, _ environment: Environment
    ) throws(ChatError) -> Account? {
        let stored = try accounts.current()
        let address = environment["ROOST_URL"]
        guard let token = environment["ROOST_TOKEN"] else {
            guard let address else { return stored }
            // Another server than the stored login's: sign in there.
            return ServerURL(address) == stored?.server ? stored : nil
        }
        guard let server = address.flatMap({ ServerURL($0) }) ?? stored?.server else {
            throw ChatError(.configuration, "ROOST_TOKEN needs ROOST_URL.")
        }
        // The token's owner is not known before the network: the cache goes by the token.
        let name = Hex.encode(Array(Digest.sha256(Array(token.utf8)).prefix(8)))
        return Account(server: server, user: "token-\(name)", pin: nil, token: token)
    }

    private static func complain(_ text: String) {
        let bytes = Array((Sanitizer.line(text) + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}

import ChatBase
import ChatCore

/// The data opened by a verb, with the router over it and no network: for when no server
/// runs.
package final class LocalServer {
    private let engine: Engine
    private let passwords: PasswordWorkers
    private let router: Router

    package init(_ configuration: Configuration, _ directory: DataDirectory, logger: Logger)
        throws(StorageError)
    {
        engine = try Engine(
            directory: directory, settings: EngineSettings(configuration), logger: logger
        ) { _ in }
        passwords = PasswordWorkers(configuration.accounts)
        router = Router(
            routes: AdministrationRoutes.all,
            services: APIServices(
                configuration: configuration, engine: engine, passwords: passwords,
                notifier: NoGateway(), time: SystemTime(), logger: logger,
                schedule: { _, _ in }))
    }

    deinit {
        passwords.stop()
        engine.stop()
    }

    package func send(
        _ method: String, _ path: String, _ body: JSON?
    ) -> APIResponse {
        let answer = Condition<APIResponse?>(nil)
        router.handle(
            APIRequest(
                method: method, path: path, body: Array((body?.text ?? "").utf8),
                origin: APIRequest.Origin(isAdministration: true), id: "local")
        ) { response in
            answer.update { $0 = response }
        }
        return answer.wait { $0 }
    }

    /// No server runs, so nobody is connected.
    private struct NoGateway: GatewayNotifier {
        func typing(_ user: UserID, in channel: ChannelID) {}
        var sessionCount: Int { 0 }
        var onlineCount: Int { 0 }
    }
}

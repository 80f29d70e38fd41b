import ChatBase
import ChatNet

/// `admin.sock` in the data directory: the command line's way into a running server. A
/// loop of its own, so that no flood on the others keeps the administrator out.
package final class AdministrationSocket: Sendable {
    private let server: NetServer
    private let place: SocketPlace

    package static let name = "admin.sock"

    package init(
        _ directory: DataDirectory, router: Router, services: APIServices, logger: Logger
    ) throws {
        place = try SocketPlace(directory.path, Self.name)
        var configuration = NetConfiguration(
            listeners: [.init(.unix(path: place.path), mode: 0o600)], loops: 1)
        configuration.limits.connections = 64
        server = try NetServer(configuration: configuration, logger: logger) { loop in
            APIService(loop: loop, router: router, services: services, isAdministration: true) {
                _ in .refuse(.text(404, "no gateway here"))
            }
        }
    }

    package func start() throws { _ = try server.start() }

    package func stop() { server.stop(deadline: .seconds(1)) }
}

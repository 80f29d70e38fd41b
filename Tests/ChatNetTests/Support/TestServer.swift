import ChatBase

@testable import ChatNet

/// A server on loopback with a port the system chose.
struct TestServer {
    let net: NetServer
    let urls: [String]
    let journal = TestService.Journal()
    let log: MemoryLogHandler

    var url: String { urls[0] }

    init(
        _ addresses: [String] = ["127.0.0.1:0"], secure: Bool = false, loops: Int = 2,
        certificate: NetConfiguration.CertificateFiles? = nil,
        _ change: (inout NetConfiguration) -> Void = { _ in }
    ) throws {
        let listeners = try addresses.map {
            NetConfiguration.Listener(try ListenAddress($0), isSecure: secure)
        }
        var configuration = NetConfiguration(
            listeners: listeners, certificate: certificate, loops: loops)
        change(&configuration)
        log = MemoryLogHandler()
        net = try NetServer(
            configuration: configuration, logger: Logger(label: "net", handler: log)
        ) { [journal] in TestService($0, journal) }
        urls = try net.start()
    }

    func stop() {
        net.stop(deadline: .seconds(5))
        journal.join()
    }
}

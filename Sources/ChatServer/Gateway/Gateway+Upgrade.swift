import ChatNet
import ChatWire

extension Gateway {
    /// What becomes of a request for a gateway socket:
    /// `/gateway?v=1&encoding=json&compress=zlib-stream`. On the loop that has it.
    package func upgrade(_ request: HTTPRequest, on loop: EventLoop) -> UpgradeDecision {
        let hub = Self.hub(of: loop)
        guard let query = PercentCoding.query(request.query ?? "") else {
            return .refuse(.text(400, "The query is not valid."))
        }
        func value(_ name: String) -> String? { query.last { $0.name == name }?.value }
        guard let version = value("v").flatMap({ Int($0) }),
            let dialect = Dialect(rawValue: version)
        else { return .refuse(.text(400, "v: 1 or 10.")) }
        guard (value("encoding") ?? "json") == "json" else {
            return .refuse(.text(400, "encoding: json is the only one."))
        }
        var compression = TransportCompression.none
        if let name = value("compress"), !name.isEmpty {
            guard let known = TransportCompression(name: name) else {
                return .refuse(.text(400, "compress: zlib-stream or zstd-stream."))
            }
            compression = known
        }
        let options = WebSocketOptions(
            compression: compression, allowsDeflate: compression == .none,
            maximumMessage: dialect.maximumFrame, tooLargeCode: 4002)
        let connection = GatewayConnection(
            hub: hub, dialect: dialect,
            origin: APIRequest.Origin(
                address: request.remoteAddress, isSecure: request.isSecure),
            gatewayURL: hub.services.gatewayURL(
                host: request.headers["host"], isSecure: request.isSecure))
        return .accept(options, connection)
    }
}

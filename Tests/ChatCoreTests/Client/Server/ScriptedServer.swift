import ChatBase
import ChatNet
import ChatWire
import Testing

@testable import ChatCore

/// A real HTTP and WebSocket server whose answers a test decides: for what a good server
/// does not do on demand.
final class ScriptedServer: Sendable {
    /// Nil never answers.
    typealias Respond = @Sendable (HTTPRequest) -> HTTPResponse?
    /// The frames to answer a client's frame with; `[nil]` cuts the connection.
    typealias Converse = @Sendable (JSON) -> [JSON?]

    let url: String
    let script: Script
    private let server: NetServer

    /// What happened so far, and what to do next.
    final class Script: Sendable {
        struct State {
            var requests: [HTTPRequest] = []
            var frames: [JSON] = []
            var connections = 0
            var closeCodes: [Int?] = []
            var open: [ConnectionID] = []
        }
        let state = Condition(State())
        let respond: Respond
        let converse: Converse
        init(respond: @escaping Respond, converse: @escaping Converse) {
            self.respond = respond
            self.converse = converse
        }
    }

    init(
        certificate: NetConfiguration.CertificateFiles? = nil, listen: String = "127.0.0.1:0",
        respond: @escaping Respond = { _ in .text(404, "") },
        converse: @escaping Converse = { _ in [] }
    ) throws {
        let script = Script(respond: respond, converse: converse)
        self.script = script
        let configuration = NetConfiguration(
            listeners: [.init(try ListenAddress(listen), isSecure: certificate != nil)],
            certificate: certificate, loops: 1)
        server = try NetServer(
            configuration: configuration,
            logger: Logger(label: "scripted", handler: MemoryLogHandler())
        ) { _ in Service(script) }
        url = try server.start()[0]
    }

    func stop() { server.stop(deadline: .milliseconds(50)) }

    var requests: [HTTPRequest] { script.state.update { $0.requests } }
    var frames: [JSON] { script.state.update { $0.frames } }

    /// Sends a frame to every open gateway connection.
    func push(_ frame: JSON) {
        let bytes = Array(frame.text.utf8)
        onSockets { $0.send(text: bytes) }
    }

    func closeSockets(code: Int) { onSockets { $0.close(code: code, reason: "") } }

    func cutSockets() { onSockets { $0.reset() } }

    private func onSockets(_ body: @escaping @Sendable (WebSocket) -> Void) {
        let ids = script.state.update { $0.open }
        server.loops[0].post { loop in
            for id in ids { if let socket = loop.webSocket(id) { body(socket) } }
        }
    }

    private final class Service: HTTPService {
        let script: Script
        init(_ script: Script) { self.script = script }

        func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
            script.state.update { $0.requests.append(request) }
            if let response = script.respond(request) { exchange.respond(response) }
        }

        func upgrade(_ request: HTTPRequest) -> UpgradeDecision {
            .accept(WebSocketOptions(), Gateway(script))
        }
    }

    private final class Gateway: WebSocketHandler {
        let script: Script
        init(_ script: Script) { self.script = script }

        func opened(_ socket: WebSocket) {
            script.state.update {
                $0.connections += 1
                $0.open.append(socket.id)
            }
            socket.send(text: Array(#"{"op":10,"d":{"heartbeat_interval":60000}}"#.utf8))
        }

        func received(_ message: [UInt8], isText: Bool, _ socket: WebSocket) {
            guard let frame = try? JSON(parsing: message) else { return }
            script.state.update { $0.frames.append(frame) }
            for answer in script.converse(frame) {
                guard let answer else { return socket.reset() }
                socket.send(text: Array(answer.text.utf8))
            }
        }

        func closed(code: Int?, _ socket: WebSocket) {
            script.state.update { state in
                state.closeCodes.append(code)
                state.open.removeAll { $0 == socket.id }
            }
        }
    }
}

extension HTTPResponse {
    static func json(
        _ status: Int, _ body: JSON, _ headers: [(String, String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/json")] + headers,
            body: Array(body.text.utf8))
    }
}

extension ScriptedServer {
    func configuration(
        _ identity: ClientConfiguration.Identity = .bot(token: "t")
    ) throws -> ClientConfiguration {
        ClientConfiguration(url: try #require(ServerURL(url)), identity: identity)
    }

    static func ready(cursor: String) -> JSON {
        [
            "op": 0, "t": "READY",
            "d": [
                "user": ["id": "5", "username": "bot"], "guild": ["id": "1", "name": "g"],
                "epoch": "e", "cursor": .string(cursor), "scopes": ["g:": 0],
            ],
        ]
    }

    static func message(_ n: Int, in channel: Int = 12, content: String = "x") -> JSON {
        [
            "op": 0, "t": "MESSAGE_CREATE", "sc": .string("c:\(channel)"), "n": .int(Int64(n)),
            "d": message(id: n, in: channel, content: content),
        ]
    }

    static func message(id: Int, in channel: Int = 12, content: String) -> JSON {
        [
            "id": .string("\(id)"), "channel_id": .string("\(channel)"), "guild_id": "1",
            "author": ["id": "7", "username": "ann"], "content": .string(content),
            "timestamp": "2026-01-02T03:04:05.678000+00:00", "n": .int(Int64(id)),
        ]
    }
}

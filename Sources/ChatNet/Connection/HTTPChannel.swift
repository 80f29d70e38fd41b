import ChatBase
import ChatWire

/// HTTP/1.1 on a connection: one request at a time, in order. Confined to its loop.
final class HTTPChannel {
    private unowned let connection: Connection
    private var stream: HTTPServerStream
    /// Of the request under way, which it names.
    private var number: UInt64 = 0
    /// The request that waits for its answer.
    private var pending: HTTPRequestHead?
    private var isAdvancing = false
    /// What came is not HTTP, or not ours: nothing more is read.
    private var hasFailed = false

    /// What may wait: bytes of pipelined requests, and bytes of answers before the next
    /// request is begun.
    private static let inputBound = 65_536
    private static let outputBound = 65_536

    private var host: LoopHost { connection.host }

    init(_ connection: Connection) {
        self.connection = connection
        let limits = connection.host.configuration.limits
        stream = HTTPServerStream(
            limits: HTTPLimits(
                head: limits.head, headerFields: limits.headerFields, body: limits.body))
    }

    // MARK: Input

    /// While a request is answered, a bounded part of what the client sends after it is read.
    var wantsInput: Bool {
        hasFailed || (pending == nil && !isCongested) || stream.buffered < Self.inputBound
    }

    private var isCongested: Bool { connection.output.bytes > Self.outputBound }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        guard !hasFailed else { return }
        if number == 0, stream.buffered == 0, bytes[0] == 0x16 { return refuseTLS() }
        stream.append(bytes)
        advance()
    }

    func peerEnded() { advance() }

    /// Takes the next requests, as far as they have come and may be begun.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        do {
            while !hasFailed, !connection.isFinishing, !isCongested,
                let event = try stream.next()
            {
                switch event {
                case .expectsContinue: connection.write(HTTPResponseEncoder.continueLine)
                case .request(let head, let body):
                    // A WebSocket took the connection over.
                    if begin(head, body) { return }
                }
            }
        } catch {
            return fail(error)
        }
        guard !hasFailed, !connection.isFinishing else { return }
        if connection.hasPeerEnded && !stream.isAnswering && !isCongested {
            return connection.finish()
        }
        updateDeadline()
    }

    private func updateDeadline() {
        let deadlines = host.configuration.deadlines
        let next: Waiting =
            stream.isAnswering
            ? .answer
            : stream.isReceivingBody ? .body : stream.isReceiving ? .head : .request
        // The time for a head or a body runs from its first byte.
        guard next != waiting || next == .request else { return }
        waiting = next
        switch next {
        case .answer: connection.setDeadline(after: nil)
        case .body: connection.setDeadline(after: deadlines.body)
        case .head: connection.setDeadline(after: deadlines.head)
        case .request: connection.setDeadline(after: deadlines.idle)
        }
    }

    private enum Waiting { case request, head, body, answer }
    private var waiting = Waiting.head

    func deadlinePassed() {
        if stream.isReceiving {
            fail(HTTPParseError(408, "the request did not arrive in time"))
        } else if !stream.isAnswering {
            connection.finish()
        }
    }

    func serverStops() {
        if !stream.isAnswering && !stream.isReceiving { connection.finish() }
    }

    // MARK: Requests

    /// - Returns: whether the connection is a WebSocket now.
    private func begin(_ head: HTTPRequestHead, _ body: [UInt8]) -> Bool {
        number += 1
        pending = head
        waiting = .answer
        connection.setDeadline(after: nil)
        host.statistics.add(host.statistics.requests)
        let client = host.proxies.client(
            peer: connection.peer.address, isSecure: connection.peer.tls != nil,
            headers: head.headers)
        let request = HTTPRequest(
            method: head.method, target: head.target, headers: head.headers, body: body,
            remoteAddress: client.address?.text ?? "", isSecure: client.isSecure,
            peerUID: connection.peer.uid)
        if head.wantsWebSocket { return upgrade(head, request) }
        let id = ExchangeID(connection: connection.id, request: number)
        host.service.handle(
            request, HTTPExchange(id: id, loop: connection.loop, connection: connection))
        return false
    }

    private func upgrade(_ head: HTTPRequestHead, _ request: HTTPRequest) -> Bool {
        let key: String
        do {
            key = try WebSocketHandshake.key(of: head)
        } catch {
            host.statistics.add(host.statistics.malformed)
            var response = host.service.malformed(status: error.status, error.message)
            if error.status == 426 {
                response.headers += [("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket")]
            }
            respond(to: number, response)
            return false
        }
        if host.isStopping {
            respond(to: number, host.service.malformed(status: 503, "the server is stopping"))
            return false
        }
        switch host.service.upgrade(request) {
        case .refuse(let response):
            respond(to: number, response)
            return false
        case .accept(let options, let handler):
            let deflate =
                options.allowsDeflate && options.compression == .none
                ? WebSocketDeflate.accept(head.headers) : nil
            connection.write(
                WebSocketHandshake.response(
                    key: key, extensions: deflate?.response, subprotocol: options.subprotocol,
                    headers: fixedFields))
            let socket = WebSocket(
                connection, request: request, options: options, handler: handler,
                deflate: deflate?.agreed)
            connection.become(socket, rest: stream.takeRest())
            return true
        }
    }

    // MARK: Responses

    /// Answers the request of that number; a second or late answer is dropped.
    func respond(to number: UInt64, _ response: HTTPResponse) {
        guard number == self.number, let head = pending else { return }
        pending = nil
        let keepsAlive = head.keepAlive && !host.isStopping
        write(response, isHead: head.method == "HEAD", minorVersion: head.minorVersion, keepsAlive)
        stream.answered()
        if !keepsAlive { return connection.finish() }
        if !isAdvancing {
            advance()
            connection.inputWanted()
        }
    }

    /// Answers what is no valid request, and closes.
    func refuse(_ status: Int, _ message: String) {
        fail(HTTPParseError(status, message))
    }

    private func fail(_ error: HTTPParseError) {
        hasFailed = true
        host.statistics.add(host.statistics.malformed)
        let response = host.service.malformed(status: error.status, error.message)
        write(response, isHead: false, minorVersion: 1, false)
        connection.finish()
    }

    private func refuseTLS() {
        hasFailed = true
        host.statistics.add(host.statistics.malformed)
        // A TLS alert, handshake_failure: the peer's library can say what is wrong.
        connection.write([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28])
        connection.finish()
    }

    private var fixedFields: [(String, String)] {
        var fields = [("Date", host.dateField(connection.loop.wall))]
        let name = host.configuration.serverName
        if !name.isEmpty { fields.append(("Server", name)) }
        return fields
    }

    private func write(
        _ response: HTTPResponse, isHead: Bool, minorVersion: Int, _ keepsAlive: Bool
    ) {
        var fields = response.headers.filter { field in
            !Self.ownFields.contains { HTTPHeaders.equal($0, field.0) }
        }
        fields += fixedFields
        let hasBody = HTTPResponseEncoder.hasBody(status: response.status)
        if hasBody { fields.append(("Content-Length", "\(response.body.count)")) }
        if !keepsAlive {
            fields.append(("Connection", "close"))
        } else if minorVersion == 0 {
            fields.append(("Connection", "keep-alive"))
        }
        let head = HTTPResponseEncoder.head(status: response.status, headers: fields)
        guard hasBody && !isHead else { return connection.write(head) }
        if response.body.count < 4_096 { return connection.write(head + response.body) }
        connection.write(head)
        connection.write(response.body)
    }

    private static let ownFields = [
        "content-length", "transfer-encoding", "connection", "date", "server",
    ]
}

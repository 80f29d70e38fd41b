import CChatCurl
import CChatLinux
import ChatBase
import ChatWire

/// One WebSocket to a server: libcurl connects (name, proxy, TLS), the codec is ours.
/// Confined to the network thread.
package final class GatewaySocket {
    package enum Ending {
        /// The server closed; nil when its close frame had no code.
        case closed(code: Int?)
        case failed(ChatError)
    }

    /// What the owner gets to hear; nothing after `ended`.
    package struct Handlers {
        let opened: () -> Void
        /// A message, and whether it is text.
        let received: ([UInt8], Bool) -> Void
        let ended: (Ending) -> Void

        package init(
            opened: @escaping () -> Void, received: @escaping ([UInt8], Bool) -> Void,
            ended: @escaping (Ending) -> Void
        ) {
            self.opened = opened
            self.received = received
            self.ended = ended
        }
    }

    private enum Phase {
        case connecting
        case upgrading(HTTPResponseHeadParser)
        case open(WebSocketStream)
        /// The owner is gone; the close frame may still be on its way.
        case closing
        case ended
    }

    private let loop: NetworkLoop
    private let url: ServerURL
    private let target: String
    private let limits: Limits
    private let offersDeflate: Bool
    private let multi: CurlMulti
    private let easy: CurlEasy
    private let check = CertificateCheck()
    private let key: [UInt8]
    private var random = SystemRandom()
    private var handlers: Handlers?
    private var phase = Phase.connecting
    private var socket: Int32 = -1
    private var isWatched = false
    private var outgoing: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 32768)

    private(set) var isPaused = false

    package struct Limits {
        /// The largest message of the server.
        package var message = 8 << 20
        /// What may wait to be sent before the connection counts as stuck.
        package var outgoing = 1 << 20
        /// How long the server may take to close in turn.
        package var closing = Duration.seconds(1)

        package init() {}
    }

    /// - Parameter offersDeflate: whether the server may compress its messages.
    package init(
        loop: NetworkLoop, url: ServerURL, target: String, settings: TransportSettings,
        limits: Limits = Limits(), offersDeflate: Bool = false, handlers: Handlers
    ) {
        self.loop = loop
        self.url = url
        self.target = target
        self.limits = limits
        self.offersDeflate = offersDeflate
        self.handlers = handlers
        key = random.bytes(16)
        multi = CurlMulti(loop: loop, hostConnections: 1)
        easy = CurlEasy(url: url.base + "/", settings: settings, check: check)
        easy.set(CURLOPT_CONNECT_ONLY, 1)
        // A proxy must hand the bytes through, also to an unencrypted server.
        easy.set(CURLOPT_HTTPPROXYTUNNEL, 1)
        multi.add(easy) { [unowned self] code in connected(code) }
    }

    // MARK: Opening

    private func connected(_ code: CURLcode) {
        guard case .connecting = phase else { return }
        guard code == CURLE_OK, cchat_curl_get_socket(easy.handle, &socket) == CURLE_OK,
            socket >= 0
        else {
            return end(.failed(.transport(code, easy: easy, check: check)))
        }
        phase = .upgrading(HTTPResponseHeadParser())
        outgoing = WebSocketHandshake.request(
            host: url.authority, target: target, key: key, offersDeflate: offersDeflate,
            headers: [("User-Agent", "ChatCore/1")])
        flush()
    }

    private func upgrade(_ parser: inout HTTPResponseHeadParser) -> Bool {
        do throws(HTTPParseError) {
            guard let head = try parser.next() else {
                phase = .upgrading(parser)
                return false
            }
            do throws(WebSocketError) {
                let deflate = try WebSocketHandshake.confirm(head, key: key)
                var stream = WebSocketStream(
                    role: .client, limit: limits.message, deflate: deflate)
                stream.append(parser.takeRest())
                phase = .open(stream)
                handlers?.opened()
                return true
            } catch {
                let code: ChatError.Code =
                    head.status >= 500 || head.status == 429 ? .unreachable : .protocolViolation
                end(.failed(ChatError(code, "No gateway there: \(error).")))
            }
        } catch {
            end(.failed(ChatError(.protocolViolation, "No gateway there: \(error).")))
        }
        return false
    }

    // MARK: Reading

    /// Stops reading, and so makes the server wait. What was read already is kept.
    func pause() {
        isPaused = true
        updateInterest()
    }

    func resume() {
        guard isPaused else { return }
        isPaused = false
        parse()
        read()
    }

    private func ready(_ events: UInt32) {
        if events & cchat_epollout != 0 || !outgoing.isEmpty { flush() }
        if events & ~cchat_epollout != 0 { read() }
    }

    /// Reads until there is nothing more: TLS may hold bytes that poll can't see. A
    /// server that never stops gets its turn with the others.
    private func read() {
        for _ in 0..<32 {
            if case .ended = phase { return }
            guard !isPaused else { return updateInterest() }
            var count = 0
            let code = curl_easy_recv(easy.handle, &chunk, chunk.count, &count)
            switch code {
            case CURLE_AGAIN: return updateInterest()
            case CURLE_OK where count > 0: feed(count)
            case CURLE_OK:
                return end(.failed(ChatError(.unreachable, "The server closed the connection.")))
            default:
                return end(.failed(.transport(code, easy: easy, check: check)))
            }
        }
        loop.schedule(after: .zero) { [weak self] _ in self?.read() }
    }

    private func feed(_ count: Int) {
        switch phase {
        case .upgrading(var parser):
            parser.append(Array(chunk[..<count]))
            if upgrade(&parser) { parse() }
        case .open(var stream):
            phase = .closing  // So that the stream is not copied when it grows.
            chunk.withUnsafeBytes { stream.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            phase = .open(stream)
            parse()
        case .connecting, .closing, .ended: break
        }
    }

    private func parse() {
        while !isPaused, case .open(var stream) = phase {
            phase = .closing
            let event: WebSocketEvent?
            do throws(WebSocketError) {
                event = try stream.next()
                phase = .open(stream)
            } catch {
                phase = .open(stream)
                sendClose(error.code)
                return end(
                    .failed(ChatError(.protocolViolation, "The gateway broke off: \(error).")))
            }
            switch event {
            case nil: return
            case .message(let bytes, let isText): handlers?.received(bytes, isText)
            case .ping(let payload): write(.pong, payload)
            case .pong: break
            case .close(let code, _):
                sendClose(code ?? 1000)
                return end(.closed(code: code))
            }
        }
    }

    // MARK: Writing

    /// Sends a message; nothing happens unless the socket is open.
    package func send(_ message: [UInt8], as opcode: WebSocketOpcode = .text) {
        guard case .open = phase else { return }
        write(opcode, message)
    }

    private func write(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        let mask = UInt32(truncatingIfNeeded: random.next())
        outgoing += WebSocketFrame.encode(opcode, payload, mask: mask)
        flush()
        if outgoing.count > limits.outgoing {
            end(.failed(ChatError(.unreachable, "The server takes nothing any more.")))
        }
    }

    private func sendClose(_ code: Int) {
        write(.close, WebSocketFrame.closePayload(code: code, reason: ""))
    }

    private func flush() {
        var sent = 0
        while sent < outgoing.count {
            var count = 0
            let code = outgoing.withUnsafeBytes {
                curl_easy_send(easy.handle, $0.baseAddress! + sent, $0.count - sent, &count)
            }
            if code == CURLE_AGAIN { break }
            guard code == CURLE_OK else {
                return end(.failed(.transport(code, easy: easy, check: check)))
            }
            sent += count
        }
        outgoing.removeFirst(sent)
        updateInterest()
    }

    /// Watches only while there is something to wait for: a hang-up would be reported
    /// again and again.
    private func updateInterest() {
        if case .ended = phase { return }
        guard socket >= 0 else { return }
        var events: UInt32 = 0
        if !isPaused { events |= cchat_epollin }
        if !outgoing.isEmpty { events |= cchat_epollout }
        if events == 0 {
            if isWatched { loop.unwatch(socket) }
            isWatched = false
        } else if isWatched {
            loop.rewatch(socket, events)
        } else {
            loop.watch(socket, events) { [weak self] ready in self?.ready(ready) }
            isWatched = true
        }
    }

    // MARK: Closing

    /// Says goodbye. The owner hears nothing more; the socket ends itself.
    package func close(code: Int) {
        handlers = nil
        guard case .open = phase else { return end(.closed(code: nil)) }
        sendClose(code)
        if case .ended = phase { return }
        phase = .closing
        isPaused = false
        updateInterest()
        // Keeps the socket alive meanwhile.
        loop.schedule(after: limits.closing) { [self] _ in end(.closed(code: nil)) }
    }

    private func end(_ ending: Ending) {
        if case .ended = phase { return }
        phase = .ended
        if isWatched { loop.unwatch(socket) }
        isWatched = false
        outgoing = []
        let handlers = handlers
        self.handlers = nil
        // Later, for libcurl may have called us; and so that the owner is never
        // re-entered from a command of its own.
        loop.schedule(after: .zero) { [self] _ in
            multi.remove(easy)
            multi.close()
            handlers?.ended(ending)
        }
    }
}

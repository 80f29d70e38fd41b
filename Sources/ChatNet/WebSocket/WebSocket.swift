import ChatBase
import ChatWire

/// The server's end of a WebSocket. Confined to its loop; `id` names it elsewhere.
///
/// The handler is never called from inside a call of its own: what a call causes is told at
/// the end of the turn.
package final class WebSocket {
    package let id: ConnectionID
    package let loop: EventLoop
    /// The request that opened it, without its header fields, which would be most of what an
    /// idle socket holds.
    package let request: HTTPRequest
    package let options: WebSocketOptions
    /// Where the owner keeps what belongs to this socket.
    package var attachment: AnyObject?

    private enum State {
        case open
        /// Our close frame is queued; the peer's is awaited.
        case closing(code: Int)
        case closed
    }

    private var state = State.open
    private var stream: WebSocketStream
    private var encoder: WireMessageEncoder
    private var handler: (any WebSocketHandler)?
    /// Nil when it is closed, which breaks the cycle.
    private var connection: Connection?
    private let deadlines: NetConfiguration.Deadlines
    private let queueLimits: NetConfiguration.Limits

    /// What may be queued until the queue is empty again.
    private var allowance: Int
    private var hasOverflowed = false
    private var isProcessing = false
    private var lastReceived: MonotonicTime
    private var isPinged = false

    init(
        _ connection: Connection, request: HTTPRequest, options: WebSocketOptions,
        handler: any WebSocketHandler, deflate: WebSocketDeflate?
    ) {
        id = connection.id
        loop = connection.loop
        self.connection = connection
        self.request = request.withoutHeaders
        self.options = options
        self.handler = handler
        deadlines = connection.host.configuration.deadlines
        queueLimits = connection.host.configuration.limits
        allowance = queueLimits.queuedBytes
        stream = WebSocketStream(
            role: .server, limit: options.maximumMessage, deflate: deflate)
        encoder = WireMessageEncoder(
            compression: options.compression, deflates: deflate != nil,
            largestDeflated: deflate?.largestDeflated)
        lastReceived = loop.now
    }

    func start(rest: [UInt8]) {
        countOpen(1)
        connection?.setDeadline(after: deadlines.ping)
        handler?.opened(self)
        stream.append(rest)
        process()
    }

    // MARK: Sending

    /// Bytes accepted by `send` that the kernel does not have yet, and their frames.
    package var queuedBytes: Int { connection?.output.bytes ?? 0 }
    package var queuedFrames: Int { connection?.output.count ?? 0 }

    /// False once closing began: what is sent from then on is dropped.
    package var isOpen: Bool {
        if case .open = state { return !hasOverflowed }
        return false
    }

    /// Appends a message by reference; it leaves at the end of the turn.
    package func send(_ message: WireMessage) {
        enqueue(message, head: nil)
    }

    /// The same, with bytes of this session's own instead of the message's head.
    package func send(_ message: WireMessage, head: InlineBytes) {
        enqueue(message, head: head)
    }

    /// A text message of this socket alone.
    package func send(text: [UInt8]) {
        enqueue(WireMessage(text), head: nil)
    }

    private func enqueue(_ message: WireMessage, head: InlineBytes?) {
        guard isOpen, let connection else { return }
        let frame = encoder.encode(message, head: head)
        if admit(frame.count) { connection.write(frame) }
    }

    private func enqueue(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        guard let connection else { return }
        let frame = WebSocketFrame.encode(opcode, payload)
        if admit(frame.count) { connection.write(frame) }
    }

    /// Whether the queue takes so many bytes more. If not, the reader is too slow: the
    /// connection is reset, for a close frame would only queue up behind the rest.
    private func admit(_ count: Int) -> Bool {
        guard let connection, !hasOverflowed else { return false }
        let queued = connection.output
        if queued.isEmpty { allowance = queueLimits.queuedBytes }
        // One large message, a READY say, must not cut off whoever needs a while for it.
        if count > queueLimits.queuedBytes { allowance += count }
        if queued.bytes + count <= allowance && queued.count < queueLimits.queuedFrames {
            return true
        }
        hasOverflowed = true
        connection.host.statistics.add(connection.host.statistics.overflows)
        connection.abort()
        return false
    }

    // MARK: Receiving

    /// Set to false to take no more messages for now: the peer is slowed down by TCP.
    package var isReading = true {
        didSet {
            guard isReading, !oldValue, let connection else { return }
            process()
            connection.inputWanted()
        }
    }

    var wantsInput: Bool { isReading }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        // What follows the end is not kept.
        guard connection != nil else { return }
        lastReceived = loop.now
        isPinged = false
        stream.append(bytes)
        process()
    }

    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        do {
            while isReading, connection != nil, !hasOverflowed, let event = try stream.next() {
                handle(event)
            }
        } catch {
            fail(error)
        }
    }

    private func handle(_ event: WebSocketEvent) {
        switch (event, state) {
        case (.message(let bytes, let isText), .open):
            handler?.received(bytes, isText: isText, self)
        case (.ping(let payload), .open):
            enqueue(.pong, payload)
        case (.close(let code, _), .open):
            // 1005: the peer named none.
            enqueue(.close, code.map { WebSocketFrame.closePayload(code: $0, reason: "") } ?? [])
            end(code: code ?? 1005)
        case (.close, .closing(let code)):
            end(code: code)
        case (_, .closing), (_, .closed), (.pong, .open):
            break
        }
    }

    private func fail(_ error: WebSocketError) {
        guard let connection else { return }
        connection.host.statistics.add(connection.host.statistics.malformed)
        switch state {
        case .closed: return
        case .closing(let code): end(code: code)
        case .open:
            let code = error.code == 1009 ? options.tooLargeCode : error.code
            enqueue(.close, WebSocketFrame.closePayload(code: code, reason: error.message))
            end(code: code)
        }
    }

    // MARK: Closing

    /// Sends a close frame after what is queued, and closes when the peer has answered.
    package func close(code: Int, reason: String) {
        guard isOpen, let connection else { return }
        enqueue(.close, WebSocketFrame.closePayload(code: code, reason: reason))
        state = .closing(code: code)
        connection.setDeadline(after: deadlines.close)
    }

    /// Closes at the end of the turn with RST; what is queued is lost.
    package func reset() {
        connection?.abort()
    }

    /// The closing handshake is over.
    private func end(code: Int) {
        connection?.finish()
        tellClosed(code)
    }

    private func tellClosed(_ code: Int?) {
        if case .closed = state { return }
        state = .closed
        countOpen(-1)
        let handler = self.handler
        self.handler = nil
        connection = nil
        if hasOverflowed { handler?.overflowed(self) }
        handler?.closed(code: code, self)
        attachment = nil
    }

    private func countOpen(_ change: Int) {
        guard let statistics = connection?.host.statistics else { return }
        statistics.add(statistics.openWebSockets, change)
    }

    func connectionClosed() {
        if case .closing(let code) = state, !hasOverflowed { return tellClosed(code) }
        tellClosed(nil)
    }

    func serverStops() {
        if isOpen { handler?.stopping(self) }
    }

    // MARK: Life

    func deadlinePassed() {
        guard let connection else { return }
        guard case .open = state else { return connection.close(reset: true) }
        let quiet = loop.now - lastReceived
        if quiet < deadlines.ping {
            connection.setDeadline(after: deadlines.ping - quiet)
        } else if isPinged {
            connection.close(reset: true)
        } else {
            isPinged = true
            enqueue(.ping, [])
            connection.setDeadline(after: deadlines.ping)
        }
    }
}

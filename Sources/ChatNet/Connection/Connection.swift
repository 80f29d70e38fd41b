import CChatLinux
import ChatBase
import ChatWire

/// A TCP or unix connection, from accept to close. Confined to its loop.
///
/// It moves bytes and keeps deadlines; what the bytes mean is `HTTPChannel`'s and
/// `WebSocket`'s. These are called when something arrives, and never from inside a call of
/// theirs: a failed write surfaces at the end of the turn.
final class Connection: EventSource {
    /// What is known about the other end.
    struct Peer: Sendable {
        /// Nil for a unix socket.
        let address: IPAddress?
        /// Whom the connection counts for; nil for a proxy.
        let accountable: IPAddress?
        let uid: UInt32?
        /// Set where TLS is demanded.
        let tls: TLSContext?
    }

    let loop: EventLoop
    let host: LoopHost
    let peer: Peer
    private(set) var id: ConnectionID
    private(set) var output = OutputQueue()
    private var transport: Transport
    private var phase: ConnectionPhase
    private var interest: PollEvents = .readable

    private var isDirty = false
    /// The kernel takes no more; epoll will say when it does.
    private var isBlocked = false
    /// Nothing more will come.
    private(set) var hasPeerEnded = false
    /// Close once everything is written.
    private(set) var isFinishing = false
    /// Reset at the end of the turn.
    private var isAborted = false

    private var timer: ConnectionTimer

    // MARK: Beginning

    /// Takes over an accepted descriptor.
    static func adopt(_ descriptor: Int32, _ peer: Peer, on loop: EventLoop) {
        guard let host = loop.host, !host.isStopping,
            let connection = try? Connection(descriptor, peer, loop, host)
        else {
            Transport(descriptor: descriptor).close(reset: true)
            loop.host?.census.release(peer.accountable)
            return
        }
        host.connectionOpened()
        connection.setDeadline(
            after: peer.tls == nil
                ? host.configuration.deadlines.head : host.configuration.deadlines.handshake)
    }

    private init(
        _ descriptor: Int32, _ peer: Peer, _ loop: EventLoop, _ host: LoopHost
    ) throws {
        self.loop = loop
        self.host = host
        self.peer = peer
        transport = Transport(descriptor: descriptor)
        timer = ConnectionTimer(stall: host.configuration.deadlines.stall)
        phase = .sniffing
        id = .none
        id = try loop.register(self, descriptor: descriptor, for: interest)
        if peer.tls == nil { phase = .http(HTTPChannel(self)) }
    }

    private func sniff() {
        guard let byte = SocketIO.peek(transport.descriptor) else {
            // Ready without a byte: ended or failed.
            return close(reset: false)
        }
        guard byte == 0x16 else {
            let channel = HTTPChannel(self)
            phase = .http(channel)
            channel.refuse(400, "this port speaks TLS: use https:// or wss://")
            return
        }
        transport.tls = peer.tls?.accept(transport.descriptor)
        phase = .handshaking
        handshake()
    }

    private func handshake() {
        switch transport.tls?.handshake() ?? .failed {
        case .wantsRead: watch(.readable)
        case .wantsWrite: watch(.writable)
        case .failed:
            host.statistics.add(host.statistics.failedHandshakes)
            close(reset: false)
        case .done:
            phase = .http(HTTPChannel(self))
            setDeadline(after: host.configuration.deadlines.head)
            watch(.readable)
            // The first request may have come with the last handshake record.
            read()
        }
    }

    // MARK: Reading

    func ready(_ events: PollEvents, on loop: EventLoop) {
        switch phase {
        case .closed: return
        case .sniffing: return sniff()
        case .handshaking: return handshake()
        case .http, .webSocket, .draining: break
        }
        if events.contains(.writable) {
            isBlocked = false
            markDirty()
        }
        let isBroken = !events.isDisjoint(with: [.hangup, .failure])
        if isBroken && hasPeerEnded { return close(reset: false) }
        if isBroken || events.contains(.readable) { read() }
    }

    private func read() {
        let buffer = loop.scratch
        for _ in 0..<4 {
            switch transport.read(into: buffer) {
            case .bytes(let count):
                phase.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                if case .closed = phase { return }
                guard transport.mayHaveMore(afterReading: count, of: buffer.count),
                    wantsInput
                else { return updateInterest() }
            case .wouldBlock:
                return updateInterest()
            case .ended:
                hasPeerEnded = true
                return phase.peerEnded() ? close(reset: false) : updateInterest()
            case .failed:
                return close(reset: false)
            }
        }
        updateInterest()
    }

    private var wantsInput: Bool { !hasPeerEnded && phase.wantsInput }

    /// Reading was paused by the protocol, and may go on.
    func inputWanted() {
        guard !isClosed else { return }
        updateInterest()
        // TLS may hold bytes of which epoll knows nothing.
        if transport.tls?.hasPending == true {
            _ = loop.schedule(after: .zero) { [self] _ in
                if !isClosed && wantsInput { read() }
            }
        }
    }

    // MARK: Writing

    func write(_ bytes: [UInt8]) {
        beforeWriting()
        output.append(bytes)
    }

    func write(_ frame: WireFrame) {
        beforeWriting()
        output.append(frame)
    }

    private func beforeWriting() {
        if output.isEmpty { timer.progressed(at: loop.now, isWriting: true) }
        markDirty()
    }

    func markDirty() {
        guard !isDirty else { return }
        isDirty = true
        loop.markDirty(self)
    }

    /// Writes as much as the kernel takes. The loop calls it once a turn.
    func flush() {
        isDirty = false
        if isClosed { return }
        if isAborted { return close(reset: true) }
        while !output.isEmpty && !isBlocked {
            let buffer = UnsafeMutableRawBufferPointer(
                rebasing: loop.scratch[..<transport.writeSize])
            let count = output.gather(into: buffer)
            switch transport.write(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
            case .bytes(let written):
                output.consume(written)
                timer.progressed(at: loop.now, isWriting: !output.isEmpty)
                host.statistics.add(host.statistics.bytesWritten, written)
                // Less than offered: without TLS the kernel is full.
                isBlocked = transport.tls == nil && written < count
            case .wouldBlock:
                isBlocked = true
            case .ended, .failed:
                return close(reset: false)
            }
        }
        if output.isEmpty {
            if isFinishing { beginDraining() }
            // A pipelined request may have waited for this.
            if case .http(let channel) = phase { channel.advance() }
        }
        guard !isClosed else { return }
        updateInterest()
        armTimer()
    }

    private func beginDraining() {
        if case .draining = phase { return }
        transport.shutdownWriting()
        if hasPeerEnded { return close(reset: false) }
        phase = .draining
        setDeadline(after: host.configuration.deadlines.close)
    }

    // MARK: Ending

    var isClosed: Bool {
        if case .closed = phase { return true }
        return false
    }

    /// Closes when everything is written.
    func finish() {
        isFinishing = true
        markDirty()
    }

    /// Resets the connection at the end of the turn; what is queued is dropped now.
    func abort() {
        output.removeAll()
        isAborted = true
        markDirty()
    }

    func close(reset: Bool) {
        guard !isClosed else { return }
        let ended = phase
        phase = .closed
        timer.cancel(on: loop)
        loop.unregister(id, descriptor: transport.descriptor)
        transport.close(reset: reset)
        transport.tls = nil
        output.removeAll()
        host.census.release(peer.accountable)
        if case .webSocket(let socket) = ended { socket.connectionClosed() }
        host.connectionClosed(on: loop)
    }

    /// The server stops.
    func serverStops() {
        if phase.serverStops() { close(reset: false) }
    }

    // MARK: Protocols

    var webSocket: WebSocket? {
        guard case .webSocket(let socket) = phase else { return nil }
        return socket
    }

    /// The request was accepted as a WebSocket.
    /// - Parameter rest: what came after the request.
    func become(_ socket: WebSocket, rest: [UInt8]) {
        phase = .webSocket(socket)
        socket.start(rest: rest)
    }

    func respond(to id: ExchangeID, _ response: HTTPResponse) {
        guard case .http(let channel) = phase else { return }
        channel.respond(to: id.request, response)
    }

    // MARK: Deadlines

    /// When the phase is over, from now; nil for no such time.
    func setDeadline(after delay: Duration?) {
        timer.setPhaseEnd(delay.map { loop.now + $0 })
        armTimer()
    }

    private func armTimer() {
        guard !isClosed, let due = timer.due else { return }
        timer.arm(at: due, on: loop) { [unowned self] _ in timerFired() }
    }

    private func timerFired() {
        switch timer.fired(at: loop.now) {
        case .nothing: break
        case .stalled: return close(reset: true)
        case .phaseEnded: if phase.deadlinePassed() { return close(reset: false) }
        }
        armTimer()
    }

    // MARK: epoll

    private func updateInterest() {
        guard !isClosed else { return }
        var wanted: PollEvents = []
        if wantsInput { wanted.insert(.readable) }
        if isBlocked { wanted.insert(.writable) }
        watch(wanted)
    }

    private func watch(_ wanted: PollEvents) {
        guard wanted != interest else { return }
        interest = wanted
        loop.change(id, descriptor: transport.descriptor, to: wanted)
    }
}

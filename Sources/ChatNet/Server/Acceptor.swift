import CChatLinux
import ChatBase
import Glibc

/// Takes connections from a listening socket and deals them out to the loops in turn.
/// Lives on the first loop.
final class Acceptor: EventSource {
    private let socket: ListeningSocket
    private let shared: NetServer.Shared
    private let loops: [EventLoop]
    private var id: ConnectionID?
    private var turn = 0
    /// Given up for a moment when the process has no descriptor left, to take and close
    /// one connection; else the listening socket would stay ready and the loop would spin.
    private var reserve = open("/dev/null", O_RDONLY | O_CLOEXEC)
    private var hasWarned = false

    /// So many at once; then the loop's other work has its turn.
    private static let burst = 64

    init(_ socket: ListeningSocket, shared: NetServer.Shared, loops: [EventLoop]) {
        self.socket = socket
        self.shared = shared
        self.loops = loops
    }

    func start(on loop: EventLoop) throws {
        id = try loop.register(self, descriptor: socket.descriptor, for: .readable)
    }

    func stop(on loop: EventLoop) {
        if let id { loop.unregister(id, descriptor: socket.descriptor) }
        id = nil
        socket.close()
        if reserve >= 0 { close(reserve) }
    }

    func ready(_ events: PollEvents, on loop: EventLoop) {
        for _ in 0..<Self.burst {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = withUnsafeMutablePointer(to: &storage) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    accept4(
                        socket.descriptor, $0, &length, cchat_sock_nonblock | cchat_sock_cloexec)
                }
            }
            if descriptor >= 0 {
                deal(descriptor, IPAddress(storage))
                continue
            }
            switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return turnAway(on: loop)
            case EAGAIN: return
            default: continue  // That one is gone already; the next may be well.
            }
        }
    }

    private func deal(_ descriptor: Int32, _ address: IPAddress?) {
        shared.statistics.add(shared.statistics.accepted)
        // A proxy brings everybody's connections.
        let accountable = address.flatMap { shared.proxies.contains($0) ? nil : $0 }
        guard shared.census.admit(accountable) else {
            shared.statistics.add(shared.statistics.refused)
            refuse(descriptor)
            return
        }
        var uid: UInt32 = 0
        let isUnix = address == nil
        let peer = Connection.Peer(
            address: address, accountable: accountable,
            uid: isUnix && cchat_peer_uid(descriptor, &uid) == 0 ? uid : nil,
            tls: socket.listener.isSecure ? shared.tls.withLock { $0 } : nil)
        if !isUnix { SocketIO.configure(descriptor) }
        let loop = loops[turn % loops.count]
        turn += 1
        loop.post { Connection.adopt(descriptor, peer, on: $0) }
    }

    /// Says why, when it can be read, without waiting for it.
    private func refuse(_ descriptor: Int32) {
        if !socket.listener.isSecure {
            let body = "too many connections\n"
            let text =
                "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            Array(text.utf8).withUnsafeBytes { _ = SocketIO.write(descriptor, $0) }
        }
        close(descriptor)
    }

    private func turnAway(on loop: EventLoop) {
        shared.statistics.add(shared.statistics.refused)
        if !hasWarned {
            hasWarned = true
            shared.logger.error(
                "no file descriptor is left for new connections; raise LimitNOFILE or ulimit -n")
        }
        guard reserve >= 0 else { return pause(on: loop) }
        close(reserve)
        let descriptor = accept4(socket.descriptor, nil, nil, cchat_sock_cloexec)
        if descriptor >= 0 { close(descriptor) }
        reserve = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { pause(on: loop) }
    }

    /// Looks away for a moment.
    private func pause(on loop: EventLoop) {
        guard let id else { return }
        loop.change(id, descriptor: socket.descriptor, to: [])
        _ = loop.schedule(after: .milliseconds(100)) { [self] loop in
            guard self.id == id else { return }
            if reserve < 0 { reserve = open("/dev/null", O_RDONLY | O_CLOEXEC) }
            loop.change(id, descriptor: socket.descriptor, to: .readable)
        }
    }
}

import CChatLinux
import ChatBase
import ChatWire
import Glibc

@testable import ChatNet

/// A client's end of a pair of unix sockets, whose other end a real connection of the
/// server has. Never blocks.
final class VirtualSocket {
    enum Event {
        case frame([UInt8])
        case closed(Int?)
    }

    private let descriptor: Int32
    private var stream = WebSocketStream(role: .client, limit: 10_000_000)
    private var head: HTTPResponseHeadParser? = HTTPResponseHeadParser()
    private var isClosed = false
    private(set) var receivedBytes = 0

    /// - Parameter sendBuffer: what the kernel holds for the client, in bytes.
    init(to loop: EventLoop, dialect: Int, sendBuffer: Int32) {
        var pair: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | cchat_sock_cloexec | cchat_sock_nonblock
        precondition(socketpair(AF_UNIX, kind, 0, &pair) == 0, "socketpair failed")
        descriptor = pair[0]
        var size = sendBuffer
        setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, 4)
        Connection.adopt(
            pair[1], Connection.Peer(address: nil, accountable: nil, uid: getuid(), tls: nil),
            on: loop)
        write(
            WebSocketHandshake.request(
                host: "sim", target: "/gateway?v=\(dialect)", key: Array(repeating: 7, count: 16),
                offersDeflate: false))
    }

    deinit { close() }

    func send(_ text: [UInt8]) { write(WebSocketFrame.encode(.text, text, mask: 1)) }

    /// What has come since the last call.
    func poll() -> [Event] {
        guard !isClosed else { return [] }
        var ended = false
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 {
                receivedBytes += count
                take(chunk[..<count])
            } else {
                ended = count == 0 || errno != EAGAIN
                break
            }
        }
        var events: [Event] = []
        while let event = try? stream.next() {
            switch event {
            case .message(let bytes, _): events.append(.frame(bytes))
            case .ping(let payload): write(WebSocketFrame.encode(.pong, payload, mask: 1))
            case .pong: break
            case .close(let code, _):
                close()
                return events + [.closed(code)]
            }
        }
        if ended {
            close()
            events.append(.closed(nil))
        }
        return events
    }

    /// Leaves without a word; what was not read is lost.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        Glibc.close(descriptor)
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        guard head != nil else { return stream.append(Array(bytes)) }
        head?.append(Array(bytes))
        guard let answer = try? head?.next() else { return }
        precondition(answer.status == 101, "the server takes the socket")
        stream.append(head?.takeRest() ?? [])
        head = nil
    }

    private func write(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        _ = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }
}

import CChatLinux
import ChatBase
import ChatServer
import Glibc

/// One request over the administration socket.
enum AdministrationClient {
    /// A connected socket, or nil when no server listens.
    static func connect(_ place: SocketPlace) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(place.path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix(107)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    static func send(
        _ method: String, _ path: String, _ body: JSON?, to place: SocketPlace
    ) throws(StartupError) -> APIResponse {
        guard let descriptor = connect(place) else {
            throw StartupError("the server went away")
        }
        defer { close(descriptor) }
        let content = Array((body?.text ?? "").utf8)
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(content.count)\r\n\r\n"
        guard write(Array(head.utf8) + content, to: descriptor) else {
            throw StartupError("the server does not listen")
        }
        return try parse(readAll(descriptor))
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// The connection closes after the answer, so its length need not be read.
    private static func parse(_ bytes: [UInt8]) throws(StartupError) -> APIResponse {
        let end = Array("\r\n\r\n".utf8)
        guard let head = bytes.firstRange(of: end)?.lowerBound,
            let status = Int(String(decoding: bytes[..<head].dropFirst(9).prefix(3), as: UTF8.self))
        else { throw StartupError("the server's answer can't be understood") }
        return APIResponse(status: status, body: Array(bytes[(head + end.count)...]))
    }
}

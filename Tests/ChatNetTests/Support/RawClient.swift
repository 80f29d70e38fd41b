import CChatLinux
import Glibc
import Testing

@testable import ChatNet

/// A blocking socket, with a bound on every wait.
final class RawClient {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let descriptor: Int32
    private var buffer: [UInt8] = []

    /// - Parameter url: as `NetServer.start` returns it.
    init(_ url: String, receiveBuffer: Int32? = nil) throws {
        var storage = sockaddr_storage()
        let length: socklen_t
        let family: Int32
        if url.hasPrefix("unix:") {
            let path = url.dropFirst(5)
            family = AF_UNIX
            withUnsafeMutableBytes(of: &storage) { bytes in
                bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
                UnsafeMutableRawBufferPointer(rebasing: bytes[2...]).copyBytes(from: path.utf8)
            }
            length = socklen_t(path.utf8.count + 3)
        } else {
            let authority = url.split(separator: "/")[1]
            let colon = try #require(authority.lastIndex(of: ":"))
            let port = try #require(UInt16(authority[authority.index(after: colon)...]))
            let host = authority[..<colon]
            if host.hasPrefix("[") {
                family = AF_INET6
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address.sin6_addr)
                withUnsafeMutableBytes(of: &storage) {
                    $0.storeBytes(of: address, as: sockaddr_in6.self)
                }
                length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            } else {
                family = AF_INET
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                inet_pton(AF_INET, String(host), &address.sin_addr)
                withUnsafeMutableBytes(of: &storage) {
                    $0.storeBytes(of: address, as: sockaddr_in.self)
                }
                length = socklen_t(MemoryLayout<sockaddr_in>.size)
            }
        }
        descriptor = socket(
            family, Int32(SOCK_STREAM.rawValue) | cchat_sock_cloexec, 0)
        if let receiveBuffer {
            SocketIO.set(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBuffer)
        }
        // Nobody waits this long but a test that fails.
        var timeout = timeval(tv_sec: 50, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let result = withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, length)
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(errno)") }
            sent += count
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// No more will be sent.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Some bytes; empty at the end of the stream.
    func receive() throws -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else { throw Failure(description: "recv: \(errno)") }
        return Array(chunk[..<count])
    }

    func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            let more = try receive()
            guard !more.isEmpty else { throw Failure(description: "the stream ended") }
            buffer += more
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Everything until the peer closes.
    func takeAll() throws -> [UInt8] {
        while true {
            let more = try receive()
            if more.isEmpty { break }
            buffer += more
        }
        defer { buffer = [] }
        return buffer
    }

    /// A response with `Content-Length`.
    func takeResponse(hasBody: Bool = true) throws -> (head: String, body: String) {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) { head += try take(1) }
        let text = String(decoding: head, as: UTF8.self)
        let length = text.split(separator: "\r\n")
            .first { $0.hasPrefix("Content-Length: ") }
            .flatMap { Int($0.dropFirst(16)) }
        let body = hasBody ? try take(length ?? 0) : []
        return (text, String(decoding: body, as: UTF8.self))
    }
}

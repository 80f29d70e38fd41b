import CChatLinux
import Glibc

/// A bound, listening descriptor. Closed, and a unix socket's file removed, by `close`.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    let listener: NetConfiguration.Listener
    /// What it was bound to, with the port the system chose.
    let url: String

    init(_ listener: NetConfiguration.Listener) throws(NetError) {
        self.listener = listener
        switch listener.address {
        case .tcp(let host, let port):
            (descriptor, url) = try Self.tcp(host, port, isSecure: listener.isSecure)
        case .unix(let path):
            descriptor = try Self.unix(path, mode: listener.mode)
            url = "unix:\(path)"
        }
    }

    func close() {
        Glibc.close(descriptor)
        if case .unix(let path) = listener.address { unlink(path) }
    }

    // MARK: TCP

    private static func tcp(
        _ host: String, _ port: UInt16, isSecure: Bool
    ) throws(NetError) -> (Int32, String) {
        var storage = sockaddr_storage()
        let length: socklen_t
        let anyAddress = host == "*"
        if let address = IPAddress(host), address.isV4 {
            let v4 = sockaddr_in(
                sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
                sin_addr: in_addr(s_addr: UInt32(truncatingIfNeeded: address.low).bigEndian),
                sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v4, as: sockaddr_in.self) }
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
        } else {
            var v6 = sockaddr_in6()
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            guard anyAddress || inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 else {
                throw NetError(
                    .invalidAddress,
                    "'\(host)' is no IP address: listen on 127.0.0.1, [::1], 0.0.0.0 or *")
            }
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v6, as: sockaddr_in6.self) }
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        }
        let descriptor = try open(Int32(storage.ss_family))
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if storage.ss_family == AF_INET6 {
            set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, anyAddress ? 0 : 1)
        }
        try listen(descriptor, &storage, length, on: "\(host):\(port)")
        let shown = host.contains(":") ? "[\(host)]" : anyAddress ? "0.0.0.0" : host
        let scheme = isSecure ? "https" : "http"
        return (descriptor, "\(scheme)://\(shown):\(boundPort(descriptor))")
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &length)
            }
        }
        // The port is at the same place in both families.
        return withUnsafeBytes(of: storage) {
            UInt16(bigEndian: $0.load(as: sockaddr_in.self).sin_port)
        }
    }

    // MARK: Unix

    private static func unix(_ path: String, mode: UInt32) throws(NetError) -> Int32 {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { buffer in
            buffer.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            UnsafeMutableRawBufferPointer(rebasing: buffer[2...]).copyBytes(from: path.utf8)
        }
        let length = socklen_t(2 + path.utf8.count + 1)
        if try isAnswered(&storage, length) {
            throw NetError(
                .addressInUse, "\(path): another server listens there; stop it or name another path"
            )
        }
        // A file nobody listens behind is what a killed server left.
        unlink(path)
        let descriptor = try open(AF_UNIX)
        try listen(descriptor, &storage, length, on: path)
        chmod(path, mode)
        return descriptor
    }

    private static func isAnswered(
        _ storage: inout sockaddr_storage, _ length: socklen_t
    ) throws(NetError) -> Bool {
        let probe = try open(AF_UNIX)
        defer { Glibc.close(probe) }
        let result = withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, length)
            }
        }
        return result == 0 || errno == EAGAIN
    }

    // MARK: Both

    private static func open(_ family: Int32) throws(NetError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | cchat_sock_nonblock | cchat_sock_cloexec
        let descriptor = socket(family, type, 0)
        if descriptor < 0 { throw NetError.system("socket", errno) }
        return descriptor
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func listen(
        _ descriptor: Int32, _ storage: inout sockaddr_storage, _ length: socklen_t, on name: String
    ) throws(NetError) {
        var result = withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length)
            }
        }
        if result == 0 { result = Glibc.listen(descriptor, 1_024) }
        guard result != 0 else { return }
        let number = errno
        Glibc.close(descriptor)
        throw failure(number, name)
    }

    private static func failure(_ number: Int32, _ name: String) -> NetError {
        switch number {
        case EADDRINUSE:
            NetError(
                .addressInUse,
                "\(name) is in use: another server listens there; stop it or choose another port")
        case EADDRNOTAVAIL:
            NetError(
                .addressUnavailable,
                "\(name) is no address of this machine: use 127.0.0.1, 0.0.0.0 or one it has")
        case EACCES, EPERM:
            NetError(
                .permissionDenied,
                "\(name): not permitted; ports below 1024 need a privilege, a path a writable folder"
            )
        default:
            NetError(.system, "cannot listen on \(name): \(NetError.reason(number))")
        }
    }
}

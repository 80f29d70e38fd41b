import Glibc

/// The path of a unix socket in a directory. A socket's path has at most 107 bytes; where
/// the directory's own is longer, the socket is reached through an open descriptor of it.
package final class SocketPlace: Sendable {
    package let path: String
    private let descriptor: Int32?

    package init(_ directory: String, _ name: String) throws(StartupError) {
        let plain = directory + "/" + name
        guard plain.utf8.count > 107 else {
            path = plain
            descriptor = nil
            return
        }
        let opened = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else {
            throw StartupError("\(directory): \(String(cString: strerror(errno)))")
        }
        descriptor = opened
        path = "/proc/self/fd/\(opened)/\(name)"
    }

    deinit {
        if let descriptor { close(descriptor) }
    }
}

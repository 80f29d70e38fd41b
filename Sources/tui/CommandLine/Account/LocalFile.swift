import CChatLinux
import ChatCore
import Glibc

/// Small files of the user's own, readable by nobody else and replaced as a whole.
enum LocalFile {
    /// The content, at most 1 MiB of it; nil when there is no such file.
    static func read(_ path: String) throws(ChatError) -> [UInt8]? {
        let descriptor = cchat_open(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open", path)
        }
        defer { close(descriptor) }
        return try readAll(descriptor, limit: 1 << 20, name: path)
    }

    /// Everything up to the end of the file.
    static func readAll(
        _ descriptor: Int32, limit: Int, name: String
    ) throws(ChatError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", name)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw ChatError(.file, "\(name) has more than \(limit) bytes.")
            }
        }
    }

    /// Writes beside it, then renames.
    static func replace(_ path: String, with bytes: [UInt8]) throws(ChatError) {
        let temporary = "\(path).\(getpid()).new"
        let descriptor = cchat_open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure("write", path)
                close(descriptor)
                unlink(temporary)
                throw error
            }
            written += count
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let error = failure("write", path)
            unlink(temporary)
            throw error
        }
    }

    /// Makes the folder and those above it, for the user alone.
    static func makeFolder(_ path: String) throws(ChatError) {
        var part = ""
        for name in path.split(separator: "/") {
            part += "/" + name
            if mkdir(part, 0o700) != 0, errno != EEXIST { throw failure("make", part) }
        }
    }

    private static func failure(_ verb: String, _ path: String) -> ChatError {
        ChatError(.file, "Can't \(verb) \(path): \(String(cString: strerror(errno))).")
    }
}

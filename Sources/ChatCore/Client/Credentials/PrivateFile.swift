import Glibc

/// Small files that only their owner may read, replaced as a whole.
enum PrivateFile {
    /// The content; nil when there is no such file.
    static func read(_ path: String) throws(ChatError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .file("read", path)
            }
            bytes += chunk[..<count]
            guard bytes.count <= 16 << 20 else {
                throw ChatError(.file, "\(path) is too large to be what it should be.")
            }
        }
    }

    /// Writes beside it, then renames, so a reader or a crash never sees half a file.
    ///
    /// - Parameter isDurable: wait until it is on the disk.
    static func replace(
        _ path: String, with bytes: [UInt8], isDurable: Bool = true
    ) throws(ChatError) {
        var random = SystemRandomNumberGenerator()
        let temporary = "\(path).\(getpid())-\(random.next() % 1_000_000).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file("create", temporary) }
        var isDone = false
        defer { if !isDone { unlink(temporary) } }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                close(descriptor)
                throw .file("write", temporary, code)
            }
            written += count
        }
        if isDurable, fsync(descriptor) != 0 {
            let code = errno
            close(descriptor)
            throw .file("write", temporary, code)
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else { throw .file("replace", path) }
        isDone = true
    }
}

extension ChatError {
    /// A local file operation that failed, in the system's words.
    static func file(_ verb: String, _ path: String, _ code: Int32 = errno) -> ChatError {
        ChatError(.file, "Can't \(verb) \(path): \(String(cString: strerror(code))).")
    }
}

import Glibc

/// Held by the one process that writes a data directory. The kernel frees it when the
/// process ends, however that happens; the process id inside is for people.
package final class DirectoryLock: Sendable {
    private let descriptor: Int32

    package init(_ directory: DataDirectory) throws(StorageError) {
        let path = directory.lockFile
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw StorageError(.readOnly, "\(path): \(directory.text(of: errno))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(opened)
            close(opened)
            throw StorageError(
                .locked,
                "\(directory.path) is in use by \(holder). Stop it first; two servers "
                    + "can't share a data directory.")
        }
        descriptor = opened
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    /// Lets the next server in, even while something still refers to this one.
    package func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        guard let pid = Int32(text.prefix { $0 != "\n" }) else { return "another process" }
        return "process \(pid)"
    }
}

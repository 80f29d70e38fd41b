import Glibc

/// Where a server keeps its data, and the lock that lets one process write there.
package struct DataDirectory: Sendable, Hashable {
    package let path: String

    package init(_ path: String) { self.path = path }

    package var database: String { path + "/roost.db" }
    package var lockFile: String { path + "/roostd.lock" }

    package var hasDatabase: Bool { access(database, F_OK) == 0 }

    /// Makes the directory if it is missing, readable by its owner alone.
    package func create() throws(StorageError) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && path.hasPrefix("/") && part.isEmpty ? "/" : String(part)
            if !made.isEmpty, mkdir(made, 0o700) == 0 {
                syncParent(of: made)
            } else if !made.isEmpty, errno != EEXIST {
                let reason = errno
                // A parent may be unwritable and exist all the same.
                if access(made, F_OK) != 0 {
                    throw StorageError(
                        reason == EROFS || reason == EACCES ? .readOnly : .system,
                        "\(made): can't make the data directory: \(text(of: reason))")
                }
            }
            if made != "/" { made += "/" }
        }
    }

    /// A power cut must not take the name of a directory whose data is on the disk.
    private func syncParent(of path: String) {
        let descriptor = open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Makes an empty database file that its owner alone can read; SQLite's side files
    /// take its mode.
    func createDatabaseFile() throws(StorageError) {
        let descriptor = open(database, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = errno
            throw StorageError(
                reason == ENOSPC ? .full : .readOnly,
                "\(database): can't be written: \(text(of: reason)). "
                    + "Is the directory this user's, and the disk writable?")
        }
        close(descriptor)
    }

    func text(of reason: Int32) -> String { String(cString: strerror(reason)) }
}

import ChatBase
import ChatSQLite
import Glibc

/// Copies of a server's data. The copy is one SQLite file.
package enum Backup {
    /// Copies the data, consistent as of now; a server may run meanwhile, in this process
    /// or another. `file` appears only when it is complete and sound.
    package static func create(
        of directory: DataDirectory, to file: String
    ) throws(StorageError) {
        guard directory.hasDatabase else {
            throw StorageError(.notFound, "\(directory.path) holds no data of a server")
        }
        guard access(file, F_OK) != 0 else {
            throw StorageError(.exists, "\(file) exists; choose another name")
        }
        let partial = file + ".partial"
        try makePrivateFile(partial)
        do throws(SQLiteError) {
            let source = try Connection(
                path: directory.database, options: Connection.Options(mode: .readOnly))
            try source.backup(to: partial)
        } catch {
            removeDatabase(partial)
            throw StorageError(error, path: file)
        }
        try check(partial)
        try settle(partial, as: file)
    }

    /// Puts a copy in the place of a server's data. The server must not run. The restored
    /// data begins a new epoch: clients learn that what they had may not be here.
    ///
    /// - Parameter replacing: allows it where there is data already, which is kept beside
    ///   as `roost.db.replaced`.
    package static func restore(
        _ file: String, into directory: DataDirectory, replacing: Bool = false,
        random: any RandomSource = SystemRandom()
    ) throws(StorageError) {
        guard access(file, R_OK) == 0 else {
            throw StorageError(.notFound, "\(file): can't be read")
        }
        try directory.create()
        let lock = try DirectoryLock(directory)
        defer { withExtendedLifetime(lock) {} }
        guard replacing || !directory.hasDatabase else {
            throw StorageError(
                .exists, "\(directory.path) holds data already; say that it shall be replaced")
        }
        let partial = directory.database + ".restoring"
        try makePrivateFile(partial)
        do throws(SQLiteError) {
            let source = try Connection(
                path: file, options: Connection.Options(mode: .readOnly))
            try source.backup(to: partial)
        } catch {
            removeDatabase(partial)
            throw StorageError(error, path: file)
        }
        try check(partial)
        try beginEpoch(in: partial, random)
        if directory.hasDatabase {
            let kept = directory.database + ".replaced"
            removeDatabase(kept)
            for suffix in ["-wal", "-shm", ""] {
                rename(directory.database + suffix, kept + suffix)
            }
        }
        try settle(partial, as: directory.database)
    }

    // MARK: Parts

    /// It is ours, of a schema that this release knows, and sound.
    private static func check(_ path: String) throws(StorageError) {
        do throws(StorageError) {
            let store = try SQLiteStore(rewriting: path)
            do throws(SQLiteError) {
                let problems = try store.connection.integrityProblems()
                guard problems.isEmpty else {
                    throw SQLiteError(code: 11, message: problems.prefix(3).joined(separator: "; "))
                }
            } catch {
                throw StorageError(error, path: path)
            }
        } catch {
            removeDatabase(path)
            throw error
        }
    }

    private static func beginEpoch(
        in path: String, _ random: any RandomSource
    ) throws(StorageError) {
        var random = random
        let store = try SQLiteStore(rewriting: path)
        do throws(SQLiteError) {
            let epoch = random.bytes(16)
            try store.connection.transaction { () throws(SQLiteError) in
                try store.setMeta("epoch", epoch)
                try store.connection.execute("DELETE FROM segments; DELETE FROM sessions")
            }
        } catch {
            removeDatabase(path)
            throw StorageError(error, path: path)
        }
    }

    private static func makePrivateFile(_ path: String) throws(StorageError) {
        removeDatabase(path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = errno
            throw StorageError(
                reason == ENOSPC ? .full : .readOnly,
                "\(path): can't be made: \(String(cString: strerror(reason)))")
        }
        close(descriptor)
    }

    /// The data is on the disk before the name is.
    private static func settle(_ partial: String, as path: String) throws(StorageError) {
        let descriptor = open(partial, O_RDONLY | O_CLOEXEC)
        let synced = descriptor >= 0 && fsync(descriptor) == 0
        if descriptor >= 0 { close(descriptor) }
        guard synced, rename(partial, path) == 0 else {
            let reason = errno
            removeDatabase(partial)
            throw StorageError(.system, "\(path): \(String(cString: strerror(reason)))")
        }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let parent = open(
            folder.isEmpty ? "." : folder.joined(separator: "/") + "/", O_RDONLY | O_CLOEXEC)
        if parent >= 0 {
            fsync(parent)
            close(parent)
        }
    }

    private static func removeDatabase(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }
}

import ChatBase
import Glibc

/// A credential in a file that any number of processes share.
///
/// The file is JSON, mode 0600, replaced by rename. Whoever refreshes holds `flock` on it
/// and has read it again since, so each refresh token is used once. The lock belongs to
/// the open file: a process that dies gives it back.
public final class CredentialFile: CredentialStore {
    /// Where the file is.
    public let path: String

    /// A file that need not exist yet; its folder must.
    public init(path: String) { self.path = path }

    // MARK: Content

    /// The stored credential; nil when there is no file or no token in it.
    public func load() throws(ChatError) -> Credential? {
        guard let object = try readObject(), let access = object["access_token"]?.string,
            let refresh = object["refresh_token"]?.string
        else { return nil }
        return Credential(accessToken: access, refreshToken: refresh)
    }

    /// Replaces the tokens and leaves what else the file says.
    public func save(_ credential: Credential) throws(ChatError) {
        var object = try readObject() ?? JSONObject()
        object["access_token"] = .string(credential.accessToken)
        object["refresh_token"] = .string(credential.refreshToken)
        try write(object)
    }

    /// The whole file, with what a client keeps beside the tokens; nil when there is none.
    package func readObject() throws(ChatError) -> JSONObject? {
        guard let bytes = try PrivateFile.read(path) else { return nil }
        guard let json = try? JSON(parsing: bytes), let object = json.object else {
            throw ChatError(.file, "\(path) is damaged; remove it and sign in again.")
        }
        return object
    }

    /// Replaces the whole file.
    package func write(_ object: JSONObject) throws(ChatError) {
        try PrivateFile.replace(path, with: Array((JSON.object(object).text + "\n").utf8))
    }

    // MARK: Refreshing

    /// The lock on the file, unless another process or task holds it.
    public func beginRefresh() throws(ChatError) -> CredentialLease? {
        // A file that was replaced between open and flock is locked for nothing: open again.
        for _ in 0..<100 {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .file("open", path) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                let code = errno
                close(descriptor)
                if code == EWOULDBLOCK || code == EINTR { return nil }
                throw .file("lock", path, code)
            }
            var locked = stat()
            var current = stat()
            if fstat(descriptor, &locked) == 0, stat(path, &current) == 0,
                locked.st_ino == current.st_ino, locked.st_dev == current.st_dev
            {
                return CredentialLease { close(descriptor) }
            }
            close(descriptor)
        }
        return nil
    }
}

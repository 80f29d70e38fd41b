import CChatLinux
import ChatBase
import ChatCore
import Glibc

/// Which file is whose cache: one per server and user, below the user's data folder, for
/// it holds unsent messages and drafts as well. It is this process's for as long as this
/// object lives.
final class CacheLocation {
    /// `:memory:` where there is no home, or where another running client has the file.
    let path: String
    /// Locked; -1 for memory.
    private let descriptor: Int32

    init(of account: Account, _ environment: Environment = Environment()) {
        if let file = Self.file(of: account, environment), let lock = Self.lock(file + ".lock") {
            path = file
            descriptor = lock
        } else {
            path = ":memory:"
            descriptor = -1
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static func file(of account: Account, _ environment: Environment) -> String? {
        guard let data = environment.folder("XDG_DATA_HOME", default: ".local/share") else {
            return nil
        }
        let folder = data + "/roost"
        do throws(ChatError) { try LocalFile.makeFolder(folder) } catch { return nil }
        return "\(folder)/\(account.name).db"
    }

    /// The system gives it back however the process ends.
    private static func lock(_ path: String) -> Int32? {
        let descriptor = cchat_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}

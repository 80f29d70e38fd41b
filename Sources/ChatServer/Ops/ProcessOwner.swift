import Glibc

/// The user that this process runs as.
enum ProcessOwner {
    static let uid = UInt32(geteuid())
}

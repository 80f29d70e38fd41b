import CChatSQLite
import ChatBase
import Glibc

/// The entry of a `VirtualDisk` in SQLite's list of file systems.
final class DiskRegistration: @unchecked Sendable {
    // @unchecked: written once, before SQLite knows it, and only read from then on.
    private let entry = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    private let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)

    init(name: String) {
        guard let system = sqlite3_vfs_find(nil) else {
            preconditionFailure("SQLite always has a file system of its own")
        }
        methods.initialize(to: DiskFileMethods.table())
        // Clock, sleep and dynamic loading remain the system's.
        entry.initialize(to: system.pointee)
        entry.pointee.iVersion = 2
        entry.pointee.pNext = nil
        entry.pointee.szOsFile = Int32(MemoryLayout<OpenDiskFile>.size)
        entry.pointee.zName = UnsafePointer(strdup(name))
        addNames()
    }

    deinit {
        free(UnsafeMutablePointer(mutating: entry.pointee.zName))
        entry.deallocate()
        methods.deallocate()
    }

    func register(_ disk: VirtualDisk) {
        entry.pointee.pAppData = Unmanaged.passUnretained(disk).toOpaque()
        let result = sqlite3_vfs_register(entry, 0)
        precondition(result == SQLITE_OK, "SQLite refused a file system")
    }

    /// Every file is closed by now: each holds its disk.
    func remove() { sqlite3_vfs_unregister(entry) }

    private static func disk(_ entry: UnsafeMutablePointer<sqlite3_vfs>?) -> VirtualDisk {
        guard let owner = entry?.pointee.pAppData else {
            preconditionFailure("a disk is registered with its owner")
        }
        return Unmanaged<VirtualDisk>.fromOpaque(owner).takeUnretainedValue()
    }

    var fileMethods: UnsafePointer<sqlite3_io_methods> { UnsafePointer(methods) }

    private func addNames() {
        entry.pointee.xOpen = { entry, name, file, flags, outFlags in
            guard let file else { return SQLITE_MISUSE }
            let disk = DiskRegistration.disk(entry)
            let name = name.map { String(cString: $0) }
            let opened = disk.state.withLock { $0.open(name, flags: flags) }
            // No functions: SQLite won't close what was not opened.
            file.pointee.pMethods = nil
            guard opened.code == SQLITE_OK else { return opened.code }
            outFlags?.pointee = opened.flags
            UnsafeMutableRawPointer(file).withMemoryRebound(to: OpenDiskFile.self, capacity: 1) {
                $0.initialize(
                    to: OpenDiskFile(
                        base: sqlite3_file(pMethods: disk.registration.fileMethods),
                        disk: .passRetained(disk), id: opened.id))
            }
            return SQLITE_OK
        }
        entry.pointee.xDelete = { entry, name, syncs in
            guard let name else { return SQLITE_MISUSE }
            let path = String(cString: name)
            return DiskRegistration.disk(entry).state.withLock {
                $0.delete(path, syncs: syncs != 0)
            }
        }
        entry.pointee.xAccess = { entry, name, flags, answer in
            guard let name else { return SQLITE_MISUSE }
            let path = String(cString: name)
            let allowed = DiskRegistration.disk(entry).state.withLock { state in
                state.isOn && state.names[path] != nil
                    && (flags != SQLITE_ACCESS_READWRITE || !state.isReadOnly)
            }
            answer?.pointee = allowed ? 1 : 0
            return SQLITE_OK
        }
        entry.pointee.xFullPathname = { _, name, capacity, target in
            guard let name, let target, strlen(name) < Int(capacity) else { return SQLITE_CANTOPEN }
            strcpy(target, name)
            return SQLITE_OK
        }
        entry.pointee.xRandomness = { entry, count, target in
            DiskRegistration.disk(entry).state.withLock { state in
                for index in 0..<Int(count) {
                    target?[index] = CChar(truncatingIfNeeded: state.random.next())
                }
            }
            return count
        }
    }
}

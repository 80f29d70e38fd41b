import CChatSQLite
import ChatBase
import Synchronization

/// What SQLite allocates for an open file: its own part first, then ours.
struct OpenDiskFile {
    var base: sqlite3_file
    /// Retained while the file is open.
    var disk: Unmanaged<VirtualDisk>
    var id: Int
}

/// The table of functions by which SQLite uses an open file. Each finds the disk in the
/// file and asks its `DiskState`.
enum DiskFileMethods {
    static func table() -> sqlite3_io_methods {
        var table = sqlite3_io_methods()
        table.iVersion = 2
        table.xClose = { file in
            onDisk(of: file) { $0.close($1) }
            UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: OpenDiskFile.self).pointee.disk
                .release()
            return SQLITE_OK
        }
        table.xRead = { file, target, count, offset in
            onDisk(of: file) {
                $0.read($1, at: Int(offset), into: .init(start: target, count: Int(count)))
            }
        }
        table.xWrite = { file, data, count, offset in
            onDisk(of: file) {
                $0.write($1, at: Int(offset), .init(start: data, count: Int(count)))
            }
        }
        table.xTruncate = { file, size in onDisk(of: file) { $0.truncate($1, to: Int(size)) } }
        table.xSync = { file, _ in onDisk(of: file) { $0.sync($1) } }
        table.xFileSize = { file, size in
            let known = onDisk(of: file) { $0.size($1) }
            guard let known else { return SQLITE_IOERR }
            size?.pointee = sqlite3_int64(known)
            return SQLITE_OK
        }
        addLocks(to: &table)
        table.xFileControl = { file, operation, argument in
            if operation == SQLITE_FCNTL_PRAGMA,
                onDisk(of: file, { state, _ in state.ignoresSynchronous })
            {
                DiskFileMethods.switchSyncsOff(argument)
            }
            return SQLITE_NOTFOUND
        }
        table.xSectorSize = { _ in Int32(DiskFile.sector) }
        table.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        return table
    }

    private static func addLocks(to table: inout sqlite3_io_methods) {
        table.xLock = { file, level in onDisk(of: file) { $0.lock($1, level) } }
        table.xUnlock = { file, level in
            onDisk(of: file) { $0.unlock($1, level) }
            return SQLITE_OK
        }
        table.xCheckReservedLock = { file, answer in
            answer?.pointee = onDisk(of: file) { $0.isReserved($1) } ? 1 : 0
            return SQLITE_OK
        }
        table.xShmMap = { file, index, size, extends, address in
            // As a number: a pointer can't leave a lock's body.
            let (code, region) = onDisk(of: file) { state, id -> (Int32, UInt) in
                let mapped = state.mapRegion(
                    id, Int(index), size: Int(size), extends: extends != 0)
                return (mapped.code, UInt(bitPattern: mapped.region))
            }
            address?.pointee = UnsafeMutableRawPointer(bitPattern: region)
            return code
        }
        table.xShmLock = { file, offset, count, flags in
            onDisk(of: file) { $0.lockSlots($1, Int(offset)..<Int(offset + count), flags) }
        }
        table.xShmBarrier = { _ in atomicMemoryFence(ordering: .sequentiallyConsistent) }
        table.xShmUnmap = { file, _ in
            onDisk(of: file) { $0.unmapRegions($1) }
            return SQLITE_OK
        }
    }

    /// SQLite shows a file system each PRAGMA, as the words (unused, name, value), and
    /// reads the value after: `PRAGMA synchronous = FULL` becomes OFF.
    private static func switchSyncsOff(_ argument: UnsafeMutableRawPointer?) {
        guard let words = argument?.assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self),
            let name = words[1], String(cString: name) == "synchronous", let value = words[2],
            String(cString: value).utf8.count >= 3
        else { return }
        for (index, byte) in "OFF\0".utf8CString.prefix(4).enumerated() { value[index] = byte }
    }
}

/// Runs `body` on the state of the file's disk, with the file's number. Outside a type:
/// a C function pointer captures nothing, not even `Self`.
private func onDisk<Result: Sendable>(
    of file: UnsafeMutablePointer<sqlite3_file>?, _ body: (inout DiskState, Int) -> Result
) -> Result {
    guard let file else { preconditionFailure("SQLite always passes its file") }
    let open = UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenDiskFile.self).pointee
    return open.disk.takeUnretainedValue().state.withLock { body(&$0, open.id) }
}

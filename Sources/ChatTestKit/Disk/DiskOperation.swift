/// What SQLite asks of a disk, as far as it can fail.
package enum DiskOperation: Sendable, Hashable, CaseIterable {
    case open, read, write, sync, truncate, delete, shareMemory
}

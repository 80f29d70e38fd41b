import CChatSQLite

/// Locks between connections: those of the file, and the eight slots of the shared memory.
extension DiskState {
    mutating func lock(_ id: Int, _ level: Int32) -> Int32 {
        guard isOn, let handle = handles[id], nodes[handle.node] != nil else {
            return SQLITE_IOERR
        }
        guard handle.lock < level else { return SQLITE_OK }
        let others = highestLock(of: handle.node, besides: id)
        switch level {
        case SQLITE_LOCK_SHARED:
            guard others < SQLITE_LOCK_PENDING else { return SQLITE_BUSY }
        case SQLITE_LOCK_RESERVED:
            guard others < SQLITE_LOCK_RESERVED else { return SQLITE_BUSY }
        default:
            guard others < SQLITE_LOCK_RESERVED else { return SQLITE_BUSY }
            guard others < SQLITE_LOCK_SHARED else {
                handles[id]?.lock = SQLITE_LOCK_PENDING
                return SQLITE_BUSY
            }
        }
        handles[id]?.lock = level
        return SQLITE_OK
    }

    mutating func unlock(_ id: Int, _ level: Int32) {
        guard let held = handles[id]?.lock else { return }
        handles[id]?.lock = min(held, level)
    }

    func isReserved(_ id: Int) -> Bool {
        guard let handle = handles[id] else { return false }
        return highestLock(of: handle.node, besides: nil) >= SQLITE_LOCK_RESERVED
    }

    private func highestLock(of node: Int, besides id: Int?) -> Int32 {
        handles.filter { $0.value.node == node && $0.key != id }.values.map(\.lock).max() ?? 0
    }

    // MARK: Shared memory

    mutating func mapRegion(
        _ id: Int, _ index: Int, size: Int, extends: Bool
    ) -> (code: Int32, region: UnsafeMutableRawPointer?) {
        if let code = begin(.shareMemory) { return (code, nil) }
        guard let node = handles[id]?.node, nodes[node] != nil else { return (SQLITE_IOERR, nil) }
        let regions = nodes[node]?.regions ?? SharedRegions()
        nodes[node]?.regions = regions
        handles[id]?.regions = regions
        return (SQLITE_OK, regions.region(index, size: size, extends: extends))
    }

    mutating func lockSlots(_ id: Int, _ slots: Range<Int>, _ flags: Int32) -> Int32 {
        guard let handle = handles[id] else { return SQLITE_IOERR }
        if flags & SQLITE_SHM_UNLOCK != 0 {
            handles[id]?.sharedSlots.subtract(slots)
            handles[id]?.exclusiveSlots.subtract(slots)
            return SQLITE_OK
        }
        guard isOn, nodes[handle.node] != nil else { return SQLITE_IOERR }
        let others = handles.filter { $0.value.node == handle.node && $0.key != id }.values
        let excluded = others.contains { !$0.exclusiveSlots.isDisjoint(with: slots) }
        guard !excluded else { return SQLITE_BUSY }
        if flags & SQLITE_SHM_SHARED != 0 {
            handles[id]?.sharedSlots.formUnion(slots)
            return SQLITE_OK
        }
        guard !others.contains(where: { !$0.sharedSlots.isDisjoint(with: slots) }) else {
            return SQLITE_BUSY
        }
        handles[id]?.exclusiveSlots.formUnion(slots)
        return SQLITE_OK
    }

    mutating func unmapRegions(_ id: Int) {
        guard let node = handles[id]?.node else { return }
        handles[id]?.regions = nil
        handles[id]?.sharedSlots = []
        handles[id]?.exclusiveSlots = []
        if !handles.values.contains(where: { $0.node == node && $0.regions != nil }) {
            nodes[node]?.regions = nil
        }
    }
}

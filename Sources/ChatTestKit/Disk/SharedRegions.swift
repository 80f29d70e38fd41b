/// The memory that the connections to one database share (SQLite's `-shm` file). Lost in
/// a power cut; kept while a connection from before still has it mapped.
final class SharedRegions: @unchecked Sendable {
    // @unchecked: the array is only touched with the disk's lock held; the memory itself
    // belongs to SQLite, which guards it by the locks of `DiskState`.
    private var regions: [UnsafeMutableRawPointer] = []

    deinit {
        for region in regions { region.deallocate() }
    }

    /// Nil when it does not exist and isn't to be made.
    func region(_ index: Int, size: Int, extends: Bool) -> UnsafeMutableRawPointer? {
        while regions.count <= index {
            guard extends else { return nil }
            let region = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
            region.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            regions.append(region)
        }
        return regions[index]
    }
}

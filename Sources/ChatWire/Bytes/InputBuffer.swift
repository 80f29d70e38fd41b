/// Bytes that arrived and are not used yet. An idle connection keeps no large one.
struct InputBuffer {
    private(set) var bytes: [UInt8] = []
    /// Where the unused bytes begin.
    private(set) var start = 0

    /// What an empty buffer may keep allocated.
    private static let idleCapacity = 512

    var count: Int { bytes.count - start }

    mutating func append(_ new: UnsafeRawBufferPointer) {
        makeRoom()
        bytes.append(contentsOf: new)
    }

    mutating func append(_ new: [UInt8]) {
        makeRoom()
        bytes.append(contentsOf: new)
    }

    /// A byte of the unused ones.
    subscript(_ index: Int) -> UInt8 { bytes[start + index] }

    /// The first unused bytes, left where they are.
    func prefix(_ count: Int) -> ArraySlice<UInt8> { bytes[start..<start + count] }

    /// The first unused bytes are used.
    mutating func consume(_ count: Int) {
        precondition(count <= self.count, "no more is used than there is")
        start += count
        guard start == bytes.count else { return }
        start = 0
        if bytes.capacity > Self.idleCapacity {
            bytes = []
        } else {
            bytes.removeAll(keepingCapacity: true)
        }
    }

    /// Used bytes go when they are most of the buffer, so that each is moved but rarely.
    private mutating func makeRoom() {
        guard start > 4_096, start > count else { return }
        bytes.removeFirst(start)
        start = 0
    }
}

/// Immutable bytes that any number of connections and threads may hold: an
/// event is encoded once and shared.
package final class SharedBytes: @unchecked Sendable {
    // @unchecked: the memory is written only in `init`.
    package let base: UnsafeRawPointer
    package let count: Int

    package init(_ bytes: [UInt8]) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        bytes.withUnsafeBytes { source in
            if let start = source.baseAddress {
                memory.copyMemory(from: start, byteCount: source.count)
            }
        }
        base = UnsafeRawPointer(memory)
        count = bytes.count
    }

    deinit { base.deallocate() }

    package var array: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
}

import ChatWire

/// What a connection has to write, by reference where it is shared.
struct OutputQueue {
    private enum Segment {
        case bytes([UInt8])
        case frame(WireFrame)

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .frame(let frame): frame.count
            }
        }
    }

    private var segments: [Segment] = []
    /// Segments before it are written; of it, `offset` bytes are.
    private var first = 0
    private var offset = 0
    private(set) var bytes = 0

    /// Segments not wholly written.
    var count: Int { segments.count - first }
    var isEmpty: Bool { bytes == 0 }

    mutating func append(_ new: [UInt8]) {
        guard !new.isEmpty else { return }
        segments.append(.bytes(new))
        bytes += new.count
    }

    mutating func append(_ frame: WireFrame) {
        segments.append(.frame(frame))
        bytes += frame.count
    }

    mutating func removeAll() {
        self = OutputQueue()
    }

    /// Copies from the front as much as fits. The same bytes come again until they are
    /// consumed, which a retried `SSL_write` demands.
    func gather(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var used = 0
        var index = first
        var skip = offset
        while index < segments.count && used < buffer.count {
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[used...])
            switch segments[index] {
            case .bytes(let bytes):
                used += bytes.withUnsafeBytes { Self.copy($0, skipping: skip, to: target) }
            case .frame(let frame):
                used += Self.copy(frame, skipping: skip, to: target)
            }
            index += 1
            skip = 0
        }
        return used
    }

    /// The first bytes are written.
    mutating func consume(_ count: Int) {
        precondition(count <= bytes, "no more is written than was queued")
        bytes -= count
        offset += count
        while first < segments.count, offset >= segments[first].count {
            offset -= segments[first].count
            // Shared bytes are let go as soon as they are written.
            segments[first] = .bytes([])
            first += 1
        }
        if first == segments.count {
            // An idle connection holds no large array.
            segments.removeAll(keepingCapacity: segments.count <= 16)
            first = 0
        } else if first >= 256 {
            segments.removeFirst(first)
            first = 0
        }
    }

    private static func copy(
        _ frame: WireFrame, skipping skip: Int, to target: UnsafeMutableRawBufferPointer
    ) -> Int {
        let prefix = frame.prefix.withUnsafeBytes { copy($0, skipping: skip, to: target) }
        let tail = UnsafeRawBufferPointer(
            start: frame.tail.base + frame.range.lowerBound, count: frame.range.count)
        return prefix
            + copy(
                tail, skipping: max(0, skip - frame.prefix.count),
                to: UnsafeMutableRawBufferPointer(rebasing: target[prefix...]))
    }

    private static func copy(
        _ source: UnsafeRawBufferPointer, skipping skip: Int,
        to target: UnsafeMutableRawBufferPointer
    ) -> Int {
        let count = min(source.count - skip, target.count)
        guard count > 0 else { return 0 }
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[skip..<skip + count]))
        return count
    }
}

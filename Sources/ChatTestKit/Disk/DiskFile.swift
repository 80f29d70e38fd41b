import ChatBase

/// The bytes of one file: as programs see them, and as they are after a power cut.
struct DiskFile {
    private enum Change {
        case write(offset: Int, [UInt8])
        case truncate(Int)
    }

    private(set) var bytes: [UInt8] = []
    private var durable: [UInt8] = []
    private var pending: [Change] = []
    static let sector = 512

    init() {}

    private init(durable: [UInt8]) {
        bytes = durable
        self.durable = durable
    }

    mutating func write(_ data: UnsafeRawBufferPointer, at offset: Int) {
        let data = Array(data)
        Self.apply(.write(offset: offset, data), to: &bytes)
        pending.append(.write(offset: offset, data))
    }

    mutating func truncate(to size: Int) {
        Self.apply(.truncate(size), to: &bytes)
        pending.append(.truncate(size))
    }

    mutating func sync() {
        for change in pending { Self.apply(change, to: &durable) }
        pending = []
    }

    /// As on Linux, a later sync that succeeds does not cover what this one missed: the
    /// kernel takes the pages for clean. What of them is on the disk is chance.
    mutating func failSync(_ random: inout SeededRandom) {
        Self.applySome(of: pending, to: &durable, &random)
        pending = []
    }

    /// The file when power is back: what was synced, and perhaps some of what was not.
    func afterPowerCut(_ random: inout SeededRandom, keepsSome: Bool) -> DiskFile {
        var survivor = durable
        if keepsSome { Self.applySome(of: pending, to: &survivor, &random) }
        return DiskFile(durable: survivor)
    }

    /// Some sectors, whole or torn, in no order.
    private static func applySome(
        of changes: [Change], to bytes: inout [UInt8], _ random: inout SeededRandom
    ) {
        for change in changes {
            guard case .write(let offset, let data) = change else {
                if random.next() % 2 == 0 { apply(change, to: &bytes) }
                continue
            }
            var start = 0
            while start < data.count {
                let end = min(data.count, start + sector - (offset + start) % sector)
                let kept: Int =
                    switch random.next() % 8 {
                    case 0...3: 0
                    case 4: Int(random.next() % UInt64(end - start))
                    default: end - start
                    }
                if kept > 0 {
                    let piece = Array(data[start..<start + kept])
                    apply(.write(offset: offset + start, piece), to: &bytes)
                }
                start = end
            }
        }
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let size):
            if size < bytes.count { bytes.removeLast(bytes.count - size) }
        case .write(let offset, let data):
            let end = offset + data.count
            if bytes.count < end {
                bytes += [UInt8](repeating: 0, count: end - bytes.count)
            }
            bytes.withUnsafeMutableBytes { bytes in
                data.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<end])
                        .copyMemory(from: $0)
                }
            }
        }
    }
}

import ChatBase

/// Deflaters for whichever thread needs one; each is 256 KiB, so they are kept.
final class DeflaterPool: @unchecked Sendable {
    static let shared = DeflaterPool()

    private let idle = Lock<[Parked]>([])

    func deflate(_ input: UnsafeRawBufferPointer) -> [UInt8] {
        let parked = idle.withLock { $0.popLast() } ?? Parked(Deflater())
        let output = parked.deflater.deflate(input)
        idle.withLock { idle in
            if idle.count < 8 { idle.append(parked) }
        }
        return output
    }

    // @unchecked: a deflater is in `idle` or in the hands of one caller, never both; so it is
    // on one thread at a time.
    private struct Parked: @unchecked Sendable {
        let deflater: Deflater
        init(_ deflater: Deflater) { self.deflater = deflater }
    }
}

import ChatBase
import Synchronization

/// A message that any number of connections send: encoded once, compressed at most once.
///
/// It is a head, which a session may replace with bytes of its own, and a tail that all
/// share. An event `{"op":0,…}` has the head `{`; a session that numbers its frames
/// sends `{"s":7,` instead, and the compressed tail serves both.
package final class WireMessage: Sendable {
    /// The longest head, the message's own or a session's.
    package static let maximumHead = 32

    package let bytes: SharedBytes
    /// Where the tail begins.
    package let tailOffset: Int
    package let isText: Bool
    private let deflated = AtomicLazyReference<SharedBytes>()
    private let zstd = AtomicLazyReference<SharedBytes>()

    package init(_ bytes: SharedBytes, tailOffset: Int = 0, isText: Bool = true) {
        precondition(
            tailOffset >= 0 && tailOffset <= min(bytes.count, Self.maximumHead),
            "a message's head is short and inside it")
        self.bytes = bytes
        self.tailOffset = tailOffset
        self.isText = isText
    }

    package convenience init(_ bytes: [UInt8], tailOffset: Int = 0, isText: Bool = true) {
        self.init(SharedBytes(bytes), tailOffset: tailOffset, isText: isText)
    }

    package var tail: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: bytes.base + tailOffset, count: bytes.count - tailOffset)
    }

    /// The tail as deflate blocks that refer to nothing before them, a sync flush at the end.
    /// Two threads may both compute it at first; one result stays.
    package var deflatedTail: SharedBytes {
        if let done = deflated.load() { return done }
        return deflated.storeIfNil(SharedBytes(DeflaterPool.shared.deflate(tail)))
    }

    /// The tail as raw Zstandard blocks.
    package var zstdTail: SharedBytes {
        if let done = zstd.load() { return done }
        return zstd.storeIfNil(SharedBytes(ZstdBlocks.encode(tail)))
    }

    /// The message's own head.
    package var head: InlineBytes {
        var head = InlineBytes()
        for index in 0..<tailOffset {
            head.append(bytes.base.load(fromByteOffset: index, as: UInt8.self))
        }
        return head
    }
}

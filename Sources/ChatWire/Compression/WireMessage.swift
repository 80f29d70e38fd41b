import ChatBase
import Synchronization

/// A message that any number of connections send: encoded once, compressed at most once.
///
/// It is a head, which a session may replace with bytes of its own, and a tail that all
/// share. An event `{"op":0,…}` has the head `{`; a session that numbers its frames
/// sends `{"s":7,` instead, and the compressed tail serves both.
package final class WireMessage: Sendable {
    package let bytes: SharedBytes
    /// Where the tail begins.
    package let tailOffset: Int
    package let isText: Bool
    private let deflated = AtomicLazyReference<SharedBytes>()

    package init(_ bytes: SharedBytes, tailOffset: Int = 0, isText: Bool = true) {
        precondition(
            tailOffset >= 0 && tailOffset <= min(bytes.count, InlineBytes.capacity / 2),
            "a message's head is short and inside it")
        self.bytes = bytes
        self.tailOffset = tailOffset
        self.isText = isText
    }

    package convenience init(_ bytes: [UInt8], tailOffset: Int = 0, isText: Bool = true) {
        self.init(SharedBytes(bytes), tailOffset: tailOffset, isText: isText)
    }
}

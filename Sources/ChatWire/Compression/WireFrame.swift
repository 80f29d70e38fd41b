import ChatBase

/// One WebSocket frame to write: a few bytes of this connection, then bytes it shares.
package struct WireFrame: Sendable {
    package let prefix: InlineBytes
    package let tail: SharedBytes
    /// The part of `tail` that is sent.
    package let range: Range<Int>

    package init(prefix: InlineBytes, tail: SharedBytes, range: Range<Int>) {
        self.prefix = prefix
        self.tail = tail
        self.range = range
    }

    package var count: Int { prefix.count + range.count }
}

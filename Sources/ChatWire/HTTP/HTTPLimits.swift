/// How large a message may be.
package struct HTTPLimits: Sendable {
    /// Bytes of the start line and the header fields together; also of a trailer.
    package var head: Int
    package var headerFields: Int
    /// Bytes of the body, decoded.
    package var body: Int

    package init(head: Int = 16_384, headerFields: Int = 100, body: Int = 1_048_576) {
        self.head = head
        self.headerFields = headerFields
        self.body = body
    }
}

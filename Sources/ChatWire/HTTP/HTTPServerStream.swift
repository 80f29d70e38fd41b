/// The server's side of an HTTP/1.1 connection: bytes in, whole requests out, one at a
/// time. What a client pipelines waits until the request before it is answered.
package struct HTTPServerStream {
    package enum Event: Sendable, Equatable {
        /// The client waits for `HTTPResponseEncoder.continueLine`.
        case expectsContinue
        case request(HTTPRequestHead, body: [UInt8])
    }

    private var parser: HTTPRequestParser
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    /// Whether a request was handed out and is not answered.
    package private(set) var isAnswering = false

    package init(limits: HTTPLimits = HTTPLimits()) {
        parser = HTTPRequestParser(limits: limits)
    }

    /// Bytes that wait to be parsed.
    package var buffered: Int { parser.buffered }

    /// Whether a request has begun to arrive: its deadline is the head's or the body's.
    package var isReceiving: Bool { !isAnswering && (head != nil || parser.isMidRequest) }

    /// Whether the header is complete and the body is not.
    package var isReceivingBody: Bool { head != nil }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) { parser.append(bytes) }

    /// The next event; nil when more bytes are needed, or an answer first.
    package mutating func next() throws(HTTPParseError) -> Event? {
        if isAnswering { return nil }
        while let event = try parser.next() {
            switch event {
            case .head(let received):
                head = received
                body = []
                if case .length(let length) = received.framing { body.reserveCapacity(length) }
                if received.expectsContinue && received.framing != .none {
                    return .expectsContinue
                }
            case .body(let bytes):
                body += bytes
            case .end:
                guard let whole = head else { continue }
                head = nil
                isAnswering = true
                defer { body = [] }
                return .request(whole, body: body)
            }
        }
        return nil
    }

    /// The request was answered: the next one may be read.
    package mutating func answered() { isAnswering = false }

    /// Everything that is not parsed: what follows an upgrade.
    package mutating func takeRest() -> [UInt8] { parser.takeRest() }
}

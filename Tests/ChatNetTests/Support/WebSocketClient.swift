import ChatBase
import ChatWire
import Testing

/// A blocking WebSocket client over any byte stream.
final class WebSocketClient {
    let raw: RawClient
    private var stream: WebSocketStream
    private var random = SeededRandom(seed: 42)
    let deflate: WebSocketDeflate?

    init(_ url: String, _ target: String = "/ws", deflate offers: Bool = false) throws {
        raw = try RawClient(url)
        let key = random.bytes(16)
        try raw.send(
            WebSocketHandshake.request(
                host: "test", target: target, key: key, offersDeflate: offers))
        var parser = HTTPResponseHeadParser()
        var answer: HTTPResponseHead?
        while answer == nil {
            let bytes = try raw.receive()
            guard !bytes.isEmpty else { throw RawClient.Failure(description: "no answer") }
            parser.append(bytes)
            answer = try parser.next()
        }
        let agreed = try WebSocketHandshake.confirm(try #require(answer), key: key)
        deflate = agreed
        stream = WebSocketStream(role: .client, limit: 10_000_000, deflate: agreed)
        stream.append(parser.takeRest())
    }

    func send(_ text: String) throws { try send(.text, Array(text.utf8)) }

    func send(_ opcode: WebSocketOpcode, _ payload: [UInt8], isCompressed: Bool = false) throws {
        try raw.send(
            WebSocketFrame.encode(
                opcode, payload, isCompressed: isCompressed,
                mask: UInt32(truncatingIfNeeded: random.next())))
    }

    /// The next event; nil at the end of the stream.
    func receive() throws -> WebSocketEvent? {
        while true {
            if let event = try stream.next() { return event }
            let bytes = try raw.receive()
            if bytes.isEmpty { return nil }
            stream.append(bytes)
        }
    }

    func receiveText() throws -> String? {
        guard case .message(let bytes, _) = try receive() else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Frames in, whole messages out: fragments, compression, and what the RFC demands of text.
package struct WebSocketMessageAssembler {
    private let limit: Int
    private let deflate: WebSocketDeflate?
    private var inflater: Inflater?

    /// The message under way.
    private var opcode: WebSocketOpcode?
    private var isCompressed = false
    private var payload: [UInt8] = []
    private var text = UTF8Validator()

    /// - Parameter limit: of one message, decompressed.
    package init(limit: Int, deflate: WebSocketDeflate?) {
        self.limit = limit
        self.deflate = deflate
    }

    package mutating func add(
        _ frame: WebSocketFrame
    ) throws(WebSocketError) -> WebSocketEvent? {
        switch frame.header.opcode {
        case .ping: return .ping(frame.payload)
        case .pong: return .pong(frame.payload)
        case .close: return try Self.close(frame.payload)
        case .text, .binary:
            guard opcode == nil else {
                throw .violation("a message began before the last one ended")
            }
            opcode = frame.header.opcode
            isCompressed = frame.header.isCompressed
            text = UTF8Validator()
            payload = []
        case .continuation:
            guard opcode != nil else { throw .violation("a continuation of nothing") }
        }
        let bound = isCompressed ? WebSocketDeflate.compressedLimit(limit) : limit
        guard payload.count + frame.payload.count <= bound else { throw .tooLarge(limit) }
        payload += frame.payload
        // A frame of a text is checked as it comes, so that a bad one isn't waited out.
        if opcode == .text && !isCompressed && !text.consume(frame.payload) {
            throw WebSocketError(1007, "a text message is not UTF-8")
        }
        return frame.header.isFinal ? try finish() : nil
    }

    private mutating func finish() throws(WebSocketError) -> WebSocketEvent {
        var whole = payload
        let isText = opcode == .text
        payload = []
        opcode = nil
        if isCompressed {
            whole = try inflate(whole)
            if isText && !text.consume(whole) {
                throw WebSocketError(1007, "a text message is not UTF-8")
            }
        }
        guard !isText || text.isComplete else {
            throw WebSocketError(1007, "a text message ends within a character")
        }
        return .message(whole, isText: isText)
    }

    private mutating func inflate(_ bytes: [UInt8]) throws(WebSocketError) -> [UInt8] {
        // Made with the first compressed message: many a peer never sends one.
        let inflater = self.inflater ?? Inflater(.raw)
        self.inflater = inflater
        if deflate?.peerKeepsContext != true { inflater.reset() }
        do {
            return try inflater.inflate(bytes + Deflater.flushMark, limit: limit)
        } catch .tooLarge {
            throw .tooLarge(limit)
        } catch {
            throw WebSocketError(1007, "a message is not deflated data")
        }
    }

    private static func close(_ payload: [UInt8]) throws(WebSocketError) -> WebSocketEvent {
        if payload.isEmpty { return .close(code: nil, reason: "") }
        guard payload.count >= 2 else { throw .violation("half a close code") }
        let code = Int(payload[0]) << 8 | Int(payload[1])
        guard WebSocketCloseCode.isValid(code) else {
            throw .violation("close code \(code) is not for the wire")
        }
        var text = UTF8Validator()
        let reason = Array(payload[2...])
        guard text.consume(reason), text.isComplete else {
            throw WebSocketError(1007, "a close reason is not UTF-8")
        }
        return .close(code: code, reason: String(decoding: reason, as: UTF8.self))
    }
}

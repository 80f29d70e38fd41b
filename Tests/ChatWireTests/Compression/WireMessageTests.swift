import CChatZstd
import ChatBase
import Testing

@testable import ChatWire

@Suite struct WireMessageTests {
    /// What a session sends: events with numbers, events without, messages of its own.
    private static func messages() -> [(message: WireMessage, head: InlineBytes?, text: [UInt8])] {
        var random = SeededRandom(seed: 6)
        var result: [(WireMessage, InlineBytes?, [UInt8])] = []
        for number in 1...50 {
            let size = [0, 1, 20, 400, 5_000, 131_071, 131_072, 300_000][number % 8]
            let pad = (0..<size).map { _ in UInt8.random(in: 0x61...0x66, using: &random) }
            let json = Array("{\"op\":0,\"n\":\(number),\"d\":\"".utf8) + pad + Array("\"}".utf8)
            switch number % 3 {
            case 0:
                var head = InlineBytes("{\"s\":")
                head.append(decimal: UInt64(number))
                head.append(UInt8(ascii: ","))
                result.append(
                    (WireMessage(json, tailOffset: 1), head, head.array + json.dropFirst()))
            case 1: result.append((WireMessage(json, tailOffset: 1), nil, json))
            default: result.append((WireMessage(json), nil, json))
            }
        }
        return result
    }

    private func bytes(_ frame: WireFrame) -> [UInt8] {
        frame.prefix.array + frame.tail.array[frame.range]
    }

    /// The payload of a whole frame from a server.
    private func payload(_ frame: WireFrame) throws -> (WebSocketFrameHeader, [UInt8]) {
        var decoder = WebSocketFrameDecoder(role: .client, limit: .max, allowsCompressed: true)
        decoder.append(bytes(frame))
        let decoded = try #require(try decoder.next())
        let rest = try decoder.next()
        #expect(rest == nil)
        return (decoded.header, decoded.payload)
    }

    @Test func plainFramesCarryTheHeadAndTheTail() throws {
        var encoder = WireMessageEncoder(compression: .none, deflates: false)
        for (message, head, text) in Self.messages() {
            let (header, content) = try payload(encoder.encode(message, head: head))
            #expect(content == text)
            #expect(header.opcode == .text)
        }
    }

    @Test func oneInflaterReadsAZlibStreamOfManySessionsSharedEvents() throws {
        let messages = Self.messages()
        // Three sessions send the same messages; what they share was deflated once.
        for _ in 1...3 {
            var encoder = WireMessageEncoder(compression: .zlibStream, deflates: false)
            let reader = ZlibStreamReader()
            for (index, (message, head, text)) in messages.enumerated() {
                let (header, content) = try payload(encoder.encode(message, head: head))
                #expect(header.opcode == .binary && !header.isCompressed)
                #expect(content.suffix(4).elementsEqual([0, 0, 0xFF, 0xFF]))
                #expect(content.starts(with: [0x78, 0x9C]) == (index == 0))
                let read = try reader.read(content, limit: 1_000_000)
                #expect(read == text)
            }
        }
    }

    @Test func libzstdReadsOneFrameOverAllMessages() throws {
        var encoder = WireMessageEncoder(compression: .zstdStream, deflates: false)
        let stream = try #require(ZSTD_createDStream())
        defer { ZSTD_freeDStream(stream) }
        for (message, head, text) in Self.messages() {
            let (_, content) = try payload(encoder.encode(message, head: head))
            var output: [UInt8] = []
            content.withUnsafeBytes { source in
                var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var chunk = [UInt8](repeating: 0, count: 65_536)
                var isFull = false
                repeat {
                    let count = chunk.withUnsafeMutableBytes { target in
                        var out = ZSTD_outBuffer(
                            dst: target.baseAddress, size: target.count, pos: 0)
                        let result = ZSTD_decompressStream(stream, &out, &input)
                        #expect(ZSTD_isError(result) == 0)
                        isFull = out.pos == out.size
                        return out.pos
                    }
                    output += chunk[..<count]
                } while input.pos < input.size || isFull
            }
            #expect(output == text)
        }
    }

    @Test func permessageDeflateFramesStandAlone() throws {
        var encoder = WireMessageEncoder(compression: .none, deflates: true)
        for (message, head, text) in Self.messages() {
            // A reader of its own for each: nothing refers to earlier messages.
            var stream = WebSocketStream(
                role: .client, limit: 1_000_000, deflate: WebSocketDeflate(peerKeepsContext: false))
            let frame = encoder.encode(message, head: head)
            stream.append(bytes(frame))
            let event = try stream.next()
            #expect(event == .message(text, isText: true))
            if text.count > 1_000 { #expect(frame.count < text.count / 2) }
        }
    }

    @Test func aSmallWindowGetsLongMessagesAsTheyAre() throws {
        let agreed = try #require(
            WebSocketDeflate.accept(
                ["Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=9"])?
                .agreed)
        var encoder = WireMessageEncoder(
            compression: .none, deflates: true, largestDeflated: agreed.largestDeflated)
        for (count, isCompressed) in [(127, false), (128, true), (512, true), (513, false)] {
            let frame = encoder.encode(WireMessage([UInt8](repeating: 97, count: count)), head: nil)
            #expect((bytes(frame)[0] & 0x40 != 0) == isCompressed, "\(count)")
        }
    }

    @Test func aTailIsCompressedOnce() {
        let message = WireMessage([UInt8](repeating: 97, count: 1_000), tailOffset: 1)
        #expect(message.deflatedTail === message.deflatedTail)
        #expect(message.zstdTail === message.zstdTail)
    }

    @Test func aZlibStreamIsBoundedAndGarbageRefused() {
        var encoder = WireMessageEncoder(compression: .zlibStream, deflates: false)
        let frame = encoder.encode(
            WireMessage([UInt8](repeating: 97, count: 1_000_000)), head: nil)
        let content = Array(bytes(frame).dropFirst(4))
        #expect(throws: CompressionError.tooLarge) {
            _ = try ZlibStreamReader().read(content, limit: 999_999)
        }
        #expect(throws: CompressionError.corrupt) {
            _ = try ZlibStreamReader().read([1, 2, 3, 0, 0, 0xFF, 0xFF], limit: 1_000)
        }
        #expect(throws: CompressionError.tooLarge) {
            _ = try ZlibStreamReader().read([UInt8](repeating: 0, count: 1_001), limit: 1_000)
        }
    }

    @Test func aMessageMayComeInPieces() throws {
        var encoder = WireMessageEncoder(compression: .zlibStream, deflates: false)
        let frame = encoder.encode(WireMessage(Array("hello".utf8)), head: nil)
        let content = Array(bytes(frame).dropFirst(2))
        let reader = ZlibStreamReader()
        for byte in content.dropLast() {
            let early = try reader.read([byte], limit: 100)
            #expect(early == nil)
        }
        let whole = try reader.read([content[content.count - 1]], limit: 100)
        #expect(whole == Array("hello".utf8))
    }

    @Test func inlineBytesWriteNumbers() {
        for number: UInt64 in [0, 7, 10, 99, 100, 12_345, .max] {
            var bytes = InlineBytes()
            bytes.append(decimal: number)
            #expect(String(decoding: bytes.array, as: UTF8.self) == "\(number)")
        }
    }
}

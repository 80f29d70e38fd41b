import ChatBase
import Testing

@testable import ChatWire

@Suite struct WebSocketStreamTests {
    static let mask: UInt32 = 0x37FA_213D

    private func frame(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], isFinal: Bool = true, mask: UInt32? = mask
    ) -> [UInt8] {
        var bytes = WebSocketFrame.encode(opcode, payload, mask: mask)
        if !isFinal { bytes[0] &= 0x7F }
        return bytes
    }

    private func events(
        _ pieces: [[UInt8]], role: WebSocketRole = .server, limit: Int = 65_536,
        deflate: WebSocketDeflate? = nil
    ) -> (events: [WebSocketEvent], code: Int?) {
        var stream = WebSocketStream(role: role, limit: limit, deflate: deflate)
        var events: [WebSocketEvent] = []
        do {
            for piece in pieces {
                stream.append(piece)
                while let event = try stream.next() { events.append(event) }
            }
            return (events, nil)
        } catch {
            return (events, error.code)
        }
    }

    @Test func theExamplesOfTheRFCAreRead() {
        // RFC 6455 section 5.7.
        let unmasked = events([[0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]], role: .client)
        #expect(unmasked.events == [.message(Array("Hello".utf8), isText: true)])
        let masked: [UInt8] = [
            0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58,
        ]
        #expect(events([masked]).events == [.message(Array("Hello".utf8), isText: true)])
        #expect(WebSocketFrame.encode(.text, Array("Hello".utf8), mask: Self.mask) == masked)
        let fragmented = events(
            [[0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F]], role: .client)
        #expect(fragmented.events == [.message(Array("Hello".utf8), isText: true)])
    }

    @Test(arguments: [0, 1, 7, 8, 125, 126, 127, 65_535, 65_536, 70_000])
    func everyLengthGoesThroughBothWays(_ count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        let payload = random.bytes(count)
        let toServer = events([frame(.binary, payload)], limit: 100_000)
        #expect(toServer.events == [.message(payload, isText: false)])
        let toClient = events([frame(.binary, payload, mask: nil)], role: .client, limit: 100_000)
        #expect(toClient.events == [.message(payload, isText: false)])
    }

    @Test func controlFramesComeBetweenFragments() {
        let result = events([
            frame(.text, Array("a".utf8), isFinal: false), frame(.ping, Array("p".utf8)),
            frame(.continuation, Array("b".utf8), isFinal: false), frame(.pong, []),
            frame(.continuation, Array("c".utf8)),
        ])
        #expect(
            result.events == [
                .ping(Array("p".utf8)), .pong([]), .message(Array("abc".utf8), isText: true),
            ])
    }

    /// What breaks RFC 6455, and the code it is closed with.
    static let violations: [(code: Int, name: String, bytes: [UInt8])] = [
        (1002, "not masked", [0x81, 0x01, 0x61]),
        (1002, "RSV1 without an extension", [0xC1, 0x80, 0, 0, 0, 0]),
        (1002, "RSV2", [0xA1, 0x80]), (1002, "RSV3", [0x91, 0x80]),
        (1002, "opcode 3", [0x83, 0x80]), (1002, "opcode 11", [0x8B, 0x80]),
        (1002, "a fragmented ping", [0x09, 0x80]),
        (1002, "a long ping", [0x89, 0xFE]),
        (1002, "a length of 2 bytes for 125", [0x82, 0xFE, 0, 125, 0, 0, 0, 0]),
        (
            1002, "a length of 8 bytes for 65535",
            [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0]
        ),
        (1002, "the highest bit of a length", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1009, "a huge length", [0x82, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1002, "a continuation of nothing", [0x80, 0x80, 0, 0, 0, 0]),
        (1002, "a message within a message", [0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0]),
        (1002, "half a close code", [0x88, 0x81, 0, 0, 0, 0, 3]),
        (1002, "close code 1005", [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED]),
        (1002, "close code 1006", [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xEE]),
        (1002, "close code 999", [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE7]),
        (1002, "close code 5000", [0x88, 0x82, 0, 0, 0, 0, 0x13, 0x88]),
        (1007, "a close reason that is no UTF-8", [0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF]),
        (1007, "a text that is no UTF-8", [0x81, 0x81, 0, 0, 0, 0, 0xFF]),
        (1007, "a text that ends in a character", [0x81, 0x82, 0, 0, 0, 0, 0xE2, 0x82]),
        (1007, "an unfinished text that is no UTF-8", [0x01, 0x81, 0, 0, 0, 0, 0xC0]),
    ]

    @Test(arguments: violations)
    func aViolationIsClosedWithItsCode(_ vector: (code: Int, name: String, bytes: [UInt8])) {
        let result = events([vector.bytes])
        #expect(result.code == vector.code, "\(vector.name)")
        #expect(result.events.isEmpty)
        #expect(events(vector.bytes.map { [$0] }).code == vector.code, "\(vector.name), dripped")
    }

    @Test func aServersFramesMustNotBeMasked() {
        #expect(events([[0x81, 0x80, 0, 0, 0, 0]], role: .client).code == 1002)
    }

    @Test func messagesAreBoundedWholeAndInPieces() {
        #expect(events([frame(.text, [UInt8](repeating: 97, count: 11))], limit: 10).code == 1009)
        let half = [UInt8](repeating: 97, count: 6)
        let pieces = [frame(.text, half, isFinal: false), frame(.continuation, half)]
        #expect(events(pieces, limit: 11).code == 1009)
        #expect(events(pieces, limit: 12).code == nil)
        // Control frames are not messages.
        #expect(events([frame(.ping, half)], limit: 5).events == [.ping(half)])
    }

    @Test func afterACloseFrameNothingIsRead() {
        let result = events([
            frame(.close, WebSocketFrame.closePayload(code: 4_000, reason: "bye"))
                + frame(.ping, []),
            frame(.ping, []),
        ])
        #expect(result.events == [.close(code: 4_000, reason: "bye")])
        #expect(events([frame(.close, [])]).events == [.close(code: nil, reason: "")])
    }

    @Test func aLongReasonIsCutAtACharacter() {
        let payload = WebSocketFrame.closePayload(
            code: 1000, reason: String(repeating: "ä", count: 100))
        #expect(payload.count == 124)
        #expect(events([frame(.close, payload)]).code == nil)
    }

    @Test func textIsCheckedLikeTheStandardLibraryDoes() {
        var random = SeededRandom(seed: 3)
        let alphabet: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
            0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for _ in 1...20_000 {
            let bytes = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                alphabet.randomElement(using: &random)!
            }
            let text = Array("padding ".utf8) + bytes
            var validator = UTF8Validator()
            let isValid =
                pieces(of: text, &random, upTo: 10).allSatisfy { validator.consume($0) }
                && validator.isComplete
            #expect(isValid == (String(validating: text, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test func anySplitGivesTheSameEventsAndRandomBytesNeverTrap() {
        let stream =
            frame(.text, Array("grüße".utf8), isFinal: false)
            + frame(.ping, Array("x".utf8)) + frame(.continuation, Array("!".utf8))
            + frame(.binary, [UInt8](0...255)) + frame(.close, [0x03, 0xE8])
        var random = SeededRandom(seed: 4)
        let whole = events([stream])
        #expect(whole.events.count == 4)
        for _ in 1...2_000 {
            #expect(events(pieces(of: stream, &random, upTo: 20)).events == whole.events)
            let input = mutated(stream, &random)
            let one = events([input])
            let other = events(pieces(of: input, &random, upTo: 20))
            #expect(one == other)
            _ = events(
                [random.bytes(100)], role: .client,
                deflate: WebSocketDeflate(peerKeepsContext: true))
        }
    }
}

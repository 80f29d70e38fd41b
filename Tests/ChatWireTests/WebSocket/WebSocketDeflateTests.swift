import ChatBase
import Testing

@testable import ChatWire

@Suite struct WebSocketDeflateTests {
    private func accept(_ offer: String) -> String? {
        WebSocketDeflate.accept(["Sec-WebSocket-Extensions": offer])?.response
    }

    @Test func anOfferIsMetOrDeclined() {
        let plain = "permessage-deflate; server_no_context_takeover"
        #expect(accept("permessage-deflate") == plain)
        #expect(accept("permessage-deflate; client_max_window_bits") == plain)
        #expect(accept("Permessage-Deflate ; client_max_window_bits=\"10\"") == plain)
        #expect(
            accept("permessage-deflate; client_no_context_takeover")
                == plain + "; client_no_context_takeover")
        #expect(
            accept("permessage-deflate; server_max_window_bits=15")
                == plain + "; server_max_window_bits=15")
        #expect(
            accept("permessage-deflate; server_max_window_bits=9")
                == plain + "; server_max_window_bits=9")
        // The second choice serves when the first asks for a window that does not exist.
        #expect(
            accept("permessage-deflate; server_max_window_bits=7, permessage-deflate") == plain)
        for declined in [
            "permessage-deflate; server_max_window_bits=16", "x-webkit-deflate-frame",
            "permessage-deflate; unknown", "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=08",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; client_no_context_takeover; client_no_context_takeover", "",
            ";", ",,", "permessage-deflate; =",
        ] { #expect(accept(declined) == nil, "\(declined)") }
    }

    @Test func anAnswerIsConfirmedOrRefused() throws {
        func confirm(_ text: String) throws(WebSocketError) -> WebSocketDeflate? {
            try WebSocketDeflate.confirm(["Sec-WebSocket-Extensions": text])
        }
        let none = try WebSocketDeflate.confirm([:])
        #expect(none == nil)
        let fresh = try confirm("permessage-deflate; server_no_context_takeover")
        #expect(fresh == WebSocketDeflate(peerKeepsContext: false))
        let kept = try confirm("permessage-deflate; client_no_context_takeover")
        #expect(kept == WebSocketDeflate(peerKeepsContext: true))
        let small = try confirm("permessage-deflate; client_max_window_bits=9")
        #expect(small == WebSocketDeflate(peerKeepsContext: true))
        for refused in [
            "x-other", "permessage-deflate, permessage-deflate",
            "permessage-deflate; client_max_window_bits=16", "permessage-deflate; x", "",
        ] { #expect(throws: WebSocketError.self) { _ = try confirm(refused) } }
    }

    private func receive(
        _ payloads: [[UInt8]], keepsContext: Bool = true, limit: Int = 1_000
    ) -> (texts: [String], code: Int?) {
        var stream = WebSocketStream(
            role: .client, limit: limit,
            deflate: WebSocketDeflate(peerKeepsContext: keepsContext))
        var texts: [String] = []
        do {
            for payload in payloads {
                stream.append(WebSocketFrame.encode(.text, payload, isCompressed: true))
                while case .message(let bytes, _) = try stream.next() {
                    texts.append(String(decoding: bytes, as: UTF8.self))
                }
            }
            return (texts, nil)
        } catch {
            return (texts, error.code)
        }
    }

    @Test func theExamplesOfTheRFCAreRead() {
        // RFC 7692 section 7.2.3: plain, with context takeover, stored, with a final block,
        // and two blocks.
        let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        #expect(receive([hello, hello]).texts == ["Hello", "Hello"])
        #expect(receive([hello, [0xF2, 0x00, 0x11, 0x00, 0x00]]).texts == ["Hello", "Hello"])
        #expect(
            receive([[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00]]).texts
                == ["Hello"])
        let final: [UInt8] = [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]
        #expect(receive([final, hello]).texts == ["Hello", "Hello"])
        #expect(
            receive([
                [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00]
            ]).texts == ["Hello"])
    }

    @Test func withoutContextNothingEarlierIsReferredTo() {
        let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        #expect(receive([hello, hello], keepsContext: false).texts == ["Hello", "Hello"])
        #expect(
            receive([hello, [0xF2, 0x00, 0x11, 0x00, 0x00]], keepsContext: false).code == 1007)
    }

    @Test func aBombIsCappedAndGarbageRefused() {
        var bomb = Deflater().deflate([UInt8](repeating: 97, count: 10_000_000))
        bomb.removeLast(4)
        #expect(bomb.count < 60_000)
        #expect(receive([bomb], limit: 65_536).code == 1009)
        #expect(receive([[0xFF, 0xFF, 0xFF]]).code == 1007)
        var exact = Deflater().deflate([UInt8](repeating: 97, count: 1_000))
        exact.removeLast(4)
        #expect(receive([exact], limit: 1_000).texts.first?.utf8.count == 1_000)
        #expect(receive([exact], limit: 999).code == 1009)
    }

    @Test func whatCannotBeCompressedMayGrow() {
        var random = SeededRandom(seed: 10)
        let noise = random.bytes(65_536)
        let payload = Array(Deflater().deflate(noise).dropLast(4))
        #expect(payload.count > noise.count)
        var stream = WebSocketStream(
            role: .client, limit: noise.count, deflate: WebSocketDeflate(peerKeepsContext: true))
        stream.append(WebSocketFrame.encode(.binary, payload, isCompressed: true))
        #expect(throws: Never.self) {
            let event = try stream.next()
            #expect(event == .message(noise, isText: false))
        }
        // The allowance is for compressed messages alone.
        stream.append(WebSocketFrame.encode(.binary, noise + [0]))
        #expect(throws: WebSocketError.self) { _ = try stream.next() }
    }

    @Test func randomCompressedBytesNeverTrap() {
        var random = SeededRandom(seed: 5)
        let good = Array(Deflater().deflate(Array("Hello, hello, hello".utf8)).dropLast(4))
        for _ in 1...2_000 { _ = receive([mutated(good, &random), good]) }
    }
}

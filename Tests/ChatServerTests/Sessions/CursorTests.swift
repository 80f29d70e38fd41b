import ChatBase
import ChatCore
import Testing

@testable import ChatServer

@Suite struct CursorTests {
    private let key = AEAD(key: Array(repeating: 9, count: 32))
    private let cursor = Cursor(
        epoch: Epoch(bytes: Array(1...16)), user: UserID(.max - 1), position: 123_456_789,
        view: ViewID(rawValue: 42))

    private func sealed(_ nonce: UInt8 = 1) -> String {
        cursor.sealed(with: key, nonce: Array(repeating: nonce, count: 12))
    }

    @Test func whatIsSealedOpens() {
        #expect(Cursor(sealed(), key: key) == cursor)
    }

    @Test func cursorsOfOnePlaceDifferAndTellNothing() {
        #expect(sealed(1) != sealed(2))
        #expect(sealed(1).utf8.count == sealed(2).utf8.count)
        let other = Cursor(
            epoch: cursor.epoch, user: cursor.user, position: 1, view: ViewID(rawValue: 1))
        let length = other.sealed(with: key, nonce: Array(repeating: 1, count: 12)).utf8.count
        #expect(length == sealed().utf8.count, "the length does not tell the position")
    }

    @Test func anotherKeyOpensNothing() {
        #expect(Cursor(sealed(), key: AEAD(key: Array(repeating: 8, count: 32))) == nil)
    }

    @Test func everyChangedCharacterIsNoticed() {
        let text = Array(sealed().utf8)
        for index in text.indices.dropLast() {
            var changed = text
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : 0x41
            #expect(Cursor(String(decoding: changed, as: UTF8.self), key: key) == nil)
        }
    }

    @Test func randomTextNeverTraps() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<5000 {
            let bytes = random.bytes(Int(random.next() % 120))
            #expect(Cursor(Base64.encodeURL(bytes), key: key) == nil)
            #expect(Cursor(String(decoding: bytes, as: UTF8.self), key: key) == nil)
        }
        #expect(Cursor("", key: key) == nil)
        #expect(Cursor(String(repeating: "A", count: 100_000), key: key) == nil)
    }
}

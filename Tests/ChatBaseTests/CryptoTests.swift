import ChatBase
import Testing

struct CryptoTests {
    @Test func `digests match the published vectors`() {
        #expect(
            Hex.encode(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Hex.encode(Digest.sha1(Array("abc".utf8)))
                == "a9993e364706816aba3e25717850c26c9cd0d89d")
        // RFC 4231, test case 2.
        #expect(
            Hex.encode(
                Digest.hmacSHA256(
                    key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `a sealed text opens with its key alone, whole and unchanged`() {
        var random = SystemRandom()
        let aead = AEAD(key: random.bytes(32))
        let text = Array("epoch, position, view".utf8)
        let sealed = aead.seal(text, nonce: random.bytes(12))
        #expect(aead.open(sealed) == text)
        #expect(AEAD(key: random.bytes(32)).open(sealed) == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(aead.open(changed) == nil)
        }
        for length in 0..<sealed.count {
            #expect(aead.open(Array(sealed[..<length])) == nil)
        }
    }

    @Test(arguments: 0..<70)
    func `base64 and hex go there and back`(_ length: Int) {
        var random = SeededRandom(seed: UInt64(length))
        let bytes = random.bytes(length)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.decode(Base64.encodeURL(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }
}

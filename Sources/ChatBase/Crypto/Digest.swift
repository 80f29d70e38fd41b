import CChatOpenSSL

/// One-shot hashes and message authentication by OpenSSL.
package enum Digest {
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        hash(bytes, EVP_sha256(), length: 32)
    }

    /// For the WebSocket handshake only (RFC 6455 section 4.2.2).
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        hash(bytes, EVP_sha1(), length: 20)
    }

    package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        let result = HMAC(
            EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &output, &length)
        precondition(result != nil && length == 32, "HMAC-SHA256 failed")
        return output
    }

    /// Compares in a time that depends on the lengths alone.
    package static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    private static func hash(
        _ bytes: [UInt8], _ algorithm: OpaquePointer, length: Int
    ) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: length)
        precondition(
            EVP_Digest(bytes, bytes.count, &output, nil, algorithm, nil) == 1,
            "digest failed")
        return output
    }
}

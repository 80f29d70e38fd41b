import CChatOpenSSL

/// AES-256-GCM with a random 96-bit nonce before the sealed text.
package struct AEAD: Sendable {
    private let key: [UInt8]
    private static let nonceLength = 12
    private static let tagLength = 16

    /// - Parameter key: 32 bytes.
    package init(key: [UInt8]) {
        precondition(key.count == 32, "AES-256 takes a key of 32 bytes")
        self.key = key
    }

    package func seal(_ plain: [UInt8], nonce: [UInt8]) -> [UInt8] {
        precondition(nonce.count == Self.nonceLength)
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: plain.count + 16)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        var length: Int32 = 0
        var rest: Int32 = 0
        let sealed =
            EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
            && EVP_EncryptUpdate(context, &output, &length, plain, Int32(plain.count)) == 1
            && EVP_EncryptFinal_ex(context, &tag, &rest) == 1
            && cchat_gcm_get_tag(context, Int32(Self.tagLength), &tag) == 1
        precondition(sealed, "AES-256-GCM failed")
        return nonce + output[..<Int(length)] + tag
    }

    /// Nil when the bytes were not sealed with this key.
    package func open(_ sealed: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.nonceLength + Self.tagLength else { return nil }
        let nonce = Array(sealed[..<Self.nonceLength])
        let body = Array(sealed[Self.nonceLength..<(sealed.count - Self.tagLength)])
        var tag = Array(sealed.suffix(Self.tagLength))
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: body.count + 16)
        var length: Int32 = 0
        var rest: Int32 = 0
        guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(context, &output, &length, body, Int32(body.count)) == 1,
            cchat_gcm_set_tag(context, Int32(Self.tagLength), &tag) == 1
        else { return nil }
        var final = [UInt8](repeating: 0, count: 16)
        guard EVP_DecryptFinal_ex(context, &final, &rest) == 1 else {
            ERR_clear_error()
            return nil
        }
        return Array(output[..<Int(length)])
    }
}

import CChatArgon2
import ChatBase

/// Argon2id (RFC 9106) by libargon2; hashes are PHC strings, which name their own
/// parameters, so that old ones stay good when the parameters change.
package struct PasswordHasher: Sendable, Hashable {
    /// KiB.
    package var memory: Int
    package var iterations: Int
    package var lanes: Int

    /// OWASP's first choice for servers.
    package static let standard = PasswordHasher(memory: 19_456, iterations: 2, lanes: 1)

    package init(memory: Int, iterations: Int, lanes: Int) {
        self.memory = memory
        self.iterations = iterations
        self.lanes = lanes
    }

    /// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, or nil when there is no memory for it.
    package func hash(_ password: String, salt: [UInt8]) -> String? {
        let bytes = Array(password.utf8)
        let length = argon2_encodedlen(
            UInt32(iterations), UInt32(memory), UInt32(lanes), UInt32(salt.count), 32, Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let result = argon2id_hash_encoded(
            UInt32(iterations), UInt32(memory), UInt32(lanes), bytes, bytes.count, salt,
            salt.count, 32, &encoded, length)
        guard result == ARGON2_OK.rawValue else { return nil }
        let end = encoded.firstIndex(of: 0) ?? encoded.count
        return String(decoding: encoded[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package func verify(_ password: String, _ encoded: String) -> Bool {
        let bytes = Array(password.utf8)
        return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
    }

    /// Whether a stored hash was made with other parameters and should be made anew.
    package func isOutdated(_ encoded: String) -> Bool {
        !encoded.hasPrefix("$argon2id$v=19$m=\(memory),t=\(iterations),p=\(lanes)$")
    }
}

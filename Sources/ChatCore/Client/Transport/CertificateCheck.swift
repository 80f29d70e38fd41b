import CChatCurl
import CChatOpenSSL
import ChatBase

/// Verifies the server's certificate inside the TLS handshake, so before a single byte of
/// a request, and remembers the fingerprint of what was shown.
///
/// libcurl's own pin (CURLOPT_PINNEDPUBLICKEY) is the key's, not the certificate's, and
/// CURLINFO_CERTINFO comes after the request was sent; OpenSSL's callback is neither.
/// Confined to the network thread, and kept by the owner of the multi: a cached
/// connection refers to it for as long as it lives.
final class CertificateCheck {
    private var pin: [UInt8]?
    /// SHA-256 of the last certificate that was refused.
    private(set) var refused: [UInt8]?

    func install(on easy: CurlEasy, trust: TransportSettings.Trust) {
        switch trust {
        case .system: break
        case .authorities(let file): easy.set(CURLOPT_CAINFO, file)
        case .pinned(let digest):
            pin = digest
            // Self-signed certificates are named as they like. The peer check stays on,
            // for it is what makes the handshake fail when the callback says no.
            easy.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        cchat_curl_set_pointer(
            easy.handle, CURLOPT_SSL_CTX_DATA, Unmanaged.passUnretained(self).toOpaque())
        cchat_curl_set_tls_callback(easy.handle) { _, context, user in
            SSL_CTX_set_cert_verify_callback(
                OpaquePointer(context),
                { store, user in
                    let check = Unmanaged<CertificateCheck>.fromOpaque(user!)
                    return check.takeUnretainedValue().verify(store) ? 1 : 0
                }, user)
            return CURLE_OK
        }
    }

    private func verify(_ store: OpaquePointer?) -> Bool {
        guard let shown = Self.fingerprint(X509_STORE_CTX_get0_cert(store)) else { return false }
        let accepted: Bool
        if let pin {
            accepted = Digest.constantTimeEqual(pin, shown)
            X509_STORE_CTX_set_error(
                store, accepted ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION)
        } else {
            accepted = X509_verify_cert(store) == 1
        }
        refused = accepted ? nil : shown
        return accepted
    }

    private static func fingerprint(_ certificate: OpaquePointer?) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        guard let certificate,
            X509_digest(certificate, EVP_sha256(), &digest, &length) == 1, length == 32
        else { return nil }
        return digest
    }

    /// The error that a failed handshake means.
    func error(for code: CURLcode, explanation: String) -> ChatError {
        guard code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR,
            let refused
        else {
            return ChatError(.unreachable, "The secure connection failed: \(explanation).")
        }
        let shown = Hex.encode(refused)
        var error =
            if let pin {
                ChatError(
                    .certificateChanged,
                    """
                    The server's certificate is not the one this client knows. \
                    Known: \(Hex.encode(pin)); shown: \(shown).
                    """)
            } else {
                ChatError(
                    .certificateUntrusted,
                    "No trusted authority vouches for the server's certificate (\(explanation)).")
            }
        error.fingerprint = shown
        return error
    }
}

import CChatOpenSSL

/// A blocking TLS client that trusts one certificate.
final class TLSClient {
    private let raw: RawClient
    private let context: OpaquePointer
    private let session: OpaquePointer

    /// - Parameter protocols: for ALPN, each with its length before it.
    init(_ url: String, trusting path: String, protocols: [UInt8] = []) throws {
        raw = try RawClient(url)
        context = SSL_CTX_new(TLS_client_method())
        SSL_CTX_load_verify_locations(context, path, nil)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        session = SSL_new(context)
        if !protocols.isEmpty { SSL_set_alpn_protos(session, protocols, UInt32(protocols.count)) }
        SSL_set_fd(session, raw.descriptor)
        guard SSL_connect(session) == 1 else {
            let reason = ERR_reason_error_string(ERR_peek_last_error())
            ERR_clear_error()
            throw RawClient.Failure(
                description: reason.map { String(cString: $0) } ?? "the handshake failed")
        }
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    var alpn: String {
        var bytes: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(session, &bytes, &count)
        return String(
            decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
    }

    var version: String { String(cString: SSL_get_version(session)) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard SSL_write(session, bytes, Int32(bytes.count)) == bytes.count else {
            throw RawClient.Failure(description: "SSL_write")
        }
    }

    /// Everything until the server closes.
    func takeAll() throws -> [UInt8] {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = SSL_read(session, &chunk, Int32(chunk.count))
            guard count > 0 else {
                guard SSL_get_error(session, count) == SSL_ERROR_ZERO_RETURN else {
                    throw RawClient.Failure(description: "SSL_read")
                }
                return output
            }
            output += chunk[..<Int(count)]
        }
    }
}

import CChatOpenSSL
import ChatBase

/// A certificate, its key and the settings that every TLS connection made from it shares.
/// Connections keep theirs when a newer one takes its place.
final class TLSContext: @unchecked Sendable {
    // @unchecked: OpenSSL counts references to an SSL_CTX atomically, and it is not changed
    // after `init`.
    private let context: OpaquePointer

    init(_ files: NetConfiguration.CertificateFiles) throws(NetError) {
        guard let context = SSL_CTX_new(TLS_server_method()) else {
            throw NetError(.certificate, "TLS: \(Self.reason())")
        }
        self.context = context
        _ = cchat_ssl_ctx_set_min_tls12(context)
        _ = cchat_ssl_ctx_set_mode(context, cchat_ssl_modes)
        _ = cchat_ssl_ctx_set_options(
            context, cchat_ssl_op_no_renegotiation | cchat_ssl_op_ignore_unexpected_eof)
        SSL_CTX_set_alpn_select_cb(context, selectHTTP, nil)
        // A key with a passphrase is refused; by default OpenSSL asks for it on the terminal.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        guard SSL_CTX_use_certificate_chain_file(context, files.certificate) == 1 else {
            throw NetError(
                .certificate,
                "\(files.certificate) holds no usable PEM certificate: \(Self.reason())")
        }
        guard SSL_CTX_use_PrivateKey_file(context, files.key, SSL_FILETYPE_PEM) == 1 else {
            throw NetError(
                .certificate,
                "\(files.key) holds no usable PEM key for \(files.certificate): \(Self.reason())")
        }
    }

    deinit { SSL_CTX_free(context) }

    /// The server's end of a connection; nil only without memory.
    func accept(_ descriptor: Int32) -> TLSSession? {
        guard let session = SSL_new(context) else { return nil }
        SSL_set_fd(session, descriptor)
        SSL_set_accept_state(session)
        return TLSSession(session)
    }

    /// OpenSSL's latest error of this thread, and an empty error queue.
    static func reason() -> String {
        let number = ERR_peek_last_error()
        ERR_clear_error()
        guard let text = ERR_reason_error_string(number) else { return "no such file" }
        return String(cString: text)
    }
}

/// ALPN: `http/1.1` if it is offered, else the handshake fails with the alert for it.
private func selectHTTP(
    _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?,
    _ offeredCount: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    let offers = UnsafeBufferPointer(start: offered, count: Int(offeredCount))
    var index = 0
    while index < offers.count {
        let end = index + 1 + Int(offers[index])
        guard end <= offers.count else { break }
        if offers[(index + 1)..<end].elementsEqual("http/1.1".utf8) {
            chosen?.pointee = offered?.advanced(by: index + 1)
            chosenCount?.pointee = 8
            return SSL_TLSEXT_ERR_OK
        }
        index = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}

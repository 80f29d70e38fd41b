import CChatOpenSSL

/// TLS over a connected descriptor that does not wait. Confined to its connection's loop.
final class TLSSession {
    enum Handshake {
        case done, wantsRead, wantsWrite, failed
    }

    private let session: OpaquePointer

    /// Takes over the reference.
    init(_ session: OpaquePointer) { self.session = session }

    deinit { SSL_free(session) }

    func handshake() -> Handshake {
        let result = SSL_do_handshake(session)
        if result == 1 { return .done }
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        default:
            ERR_clear_error()
            return .failed
        }
    }

    /// Whether decrypted or undecrypted bytes wait inside, of which epoll knows nothing.
    var hasPending: Bool { SSL_has_pending(session) == 1 }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        result(SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count)))
    }

    /// A write that would block must be tried again with at least the same bytes.
    func write(_ bytes: UnsafeRawBufferPointer) -> IOResult {
        result(SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    /// Tells the peer that nothing follows.
    func sendClose() {
        SSL_shutdown(session)
        ERR_clear_error()
    }

    private func result(_ count: Int32) -> IOResult {
        if count > 0 { return .bytes(Int(count)) }
        switch SSL_get_error(session, count) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            ERR_clear_error()
            return .failed
        }
    }
}

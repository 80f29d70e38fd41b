import CChatOpenSSL
import ChatBase
import Glibc

/// A P-256 certificate that vouches for itself, for servers without one: clients pin its
/// fingerprint.
package enum SelfSignedCertificate {
    /// Writes a new certificate and key as PEM; the key is readable by its owner alone.
    /// - Parameter names: DNS names and IP addresses it is for.
    package static func write(
        names: [String], to files: NetConfiguration.CertificateFiles
    ) throws(NetError) {
        let (certificate, key) = try make(names: names)
        // The key first: a certificate without its key would look complete.
        try write(key, to: files.key, mode: 0o600)
        try write(certificate, to: files.certificate, mode: 0o644)
    }

    /// The SHA-256 of a PEM file's first certificate in DER, as pins name it: 64 hex digits.
    package static func fingerprint(ofPEM path: String) throws(NetError) -> String {
        guard let file = BIO_new_file(path, "r") else {
            ERR_clear_error()
            throw NetError(.certificate, "\(path) cannot be read")
        }
        defer { BIO_free(file) }
        guard let certificate = PEM_read_bio_X509(file, nil, nil, nil) else {
            throw NetError(
                .certificate, "\(path) holds no PEM certificate: \(TLSContext.reason())")
        }
        defer { X509_free(certificate) }
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 32
        guard X509_digest(certificate, EVP_sha256(), &digest, &count) == 1, count == 32 else {
            throw NetError(.certificate, "\(path): \(TLSContext.reason())")
        }
        return Hex.encode(digest)
    }

    private static func make(
        names: [String]
    ) throws(NetError) -> (certificate: [UInt8], key: [UInt8]) {
        guard let key = cchat_evp_ec_gen_p256(), let certificate = X509_new() else {
            throw failure()
        }
        defer {
            EVP_PKEY_free(key)
            X509_free(certificate)
        }
        var random = SystemRandom()
        let day = 86_400
        let serial = random.next() >> 1
        let isFilled =
            X509_set_version(certificate, 2) == 1
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1
            // A day back, for clients whose clocks are behind.
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), 3_650 * day) != nil
            && X509_set_pubkey(certificate, key) == 1
        guard isFilled, let name = X509_get_subject_name(certificate) else { throw failure() }
        let common = Array((names.first ?? "roost").utf8)
        X509_NAME_add_entry_by_txt(
            name, "CN", MBSTRING_UTF8, common, Int32(common.count), -1, 0)
        X509_set_issuer_name(certificate, name)
        let alternatives = names.map { (IPAddress($0) == nil ? "DNS:" : "IP:") + $0 }
        try add(NID_basic_constraints, "critical,CA:FALSE", to: certificate)
        try add(NID_key_usage, "critical,digitalSignature", to: certificate)
        try add(NID_ext_key_usage, "serverAuth", to: certificate)
        if !alternatives.isEmpty {
            try add(NID_subject_alt_name, alternatives.joined(separator: ","), to: certificate)
        }
        guard X509_sign(certificate, key, EVP_sha256()) > 0 else { throw failure() }
        return (
            try pem { PEM_write_bio_X509($0, certificate) },
            try pem { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
        )
    }

    private static func add(
        _ kind: Int32, _ value: String, to certificate: OpaquePointer
    ) throws(NetError) {
        guard let field = X509V3_EXT_conf_nid(nil, nil, kind, value) else { throw failure() }
        defer { X509_EXTENSION_free(field) }
        guard X509_add_ext(certificate, field, -1) == 1 else { throw failure() }
    }

    private static func pem(_ write: (OpaquePointer) -> Int32) throws(NetError) -> [UInt8] {
        guard let memory = BIO_new(BIO_s_mem()) else { throw failure() }
        defer { BIO_free(memory) }
        guard write(memory) == 1 else { throw failure() }
        var output = [UInt8](repeating: 0, count: Int(BIO_ctrl_pending(memory)))
        guard BIO_read(memory, &output, Int32(output.count)) == output.count else {
            throw failure()
        }
        return output
    }

    private static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t
    ) throws(NetError) {
        let descriptor = creat(path, mode)
        guard descriptor >= 0 else {
            throw NetError(.system, "cannot write \(path): \(NetError.reason(errno))")
        }
        // The file may have been there with other permissions.
        fchmod(descriptor, mode)
        let written = Glibc.write(descriptor, bytes, bytes.count)
        let number = errno
        guard close(descriptor) == 0, written == bytes.count else {
            throw NetError(.system, "cannot write \(path): \(NetError.reason(number))")
        }
    }

    private static func failure() -> NetError {
        NetError(.certificate, "cannot make a certificate: \(TLSContext.reason())")
    }
}

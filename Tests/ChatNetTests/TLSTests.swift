import CChatOpenSSL
import ChatBase
import Glibc
import Testing

@testable import ChatNet

@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    private static let closing = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    private func certificate(
        in folder: TemporaryFolder, _ name: String = "server"
    ) throws -> NetConfiguration.CertificateFiles {
        let files = NetConfiguration.CertificateFiles(
            certificate: "\(folder.path)/\(name).crt", key: "\(folder.path)/\(name).key")
        try SelfSignedCertificate.write(names: ["localhost", "127.0.0.1", "::1"], to: files)
        return files
    }

    @Test func aSelfSignedCertificateServes() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let server = try TestServer(secure: true, certificate: files)
        defer { server.stop() }
        #expect(server.url.hasPrefix("https://127.0.0.1:"))
        let client = try TLSClient(
            server.url, trusting: files.certificate,
            protocols: [2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8))
        #expect(client.alpn == "http/1.1")
        #expect(["TLSv1.2", "TLSv1.3"].contains(client.version))
        try client.send("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = String(decoding: try client.takeAll(), as: UTF8.self)
        #expect(answer.hasSuffix("127.0.0.1 true 9\n"))
    }

    @Test func theKeyIsItsOwnersAndTheFingerprintIsTheCertificates() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        var status = stat()
        stat(files.key, &status)
        #expect(status.st_mode & 0o777 == 0o600)
        let fingerprint = try SelfSignedCertificate.fingerprint(ofPEM: files.certificate)
        #expect(fingerprint.utf8.count == 64)
        let other = try certificate(in: folder, "other")
        let second = try SelfSignedCertificate.fingerprint(ofPEM: other.certificate)
        #expect(second != fingerprint)
    }

    @Test func largeAnswersGoThroughTLS() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let server = try TestServer(secure: true, certificate: files)
        defer { server.stop() }
        let client = try TLSClient(server.url, trusting: files.certificate)
        try client.send("GET /large?5000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = try client.takeAll()
        #expect(answer.suffix(5_000_000).allSatisfy { $0 == 97 } && answer.count > 5_000_000)
    }

    @Test func plainHTTPOnATLSPortGetsAClearAnswer() throws {
        let folder = try TemporaryFolder()
        let server = try TestServer(secure: true, certificate: certificate(in: folder))
        defer { server.stop() }
        let client = try RawClient(server.url)
        try client.send(Self.closing)
        let answer = String(decoding: try client.takeAll(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("this port speaks TLS"))
    }

    @Test func aClientWithoutACommonProtocolIsRefused() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let server = try TestServer(secure: true, certificate: files)
        defer { server.stop() }
        #expect(throws: RawClient.Failure.self) {
            _ = try TLSClient(
                server.url, trusting: files.certificate, protocols: [2] + Array("h2".utf8))
        }
        let garbage = try RawClient(server.url)
        try garbage.send([0x16, 0x03, 0x01, 0x00, 0x20] + [UInt8](repeating: 0xFF, count: 32))
        while try !garbage.receive().isEmpty {}
    }

    @Test func aSilentHandshakeIsEnded() throws {
        let folder = try TemporaryFolder()
        let server = try TestServer(secure: true, certificate: certificate(in: folder)) {
            $0.deadlines.handshake = Load.deadline
        }
        defer { server.stop() }
        let silent = try RawClient(server.url)
        let slow = try RawClient(server.url)
        try slow.send([0x16, 0x03])
        #expect(try silent.receive().isEmpty)
        #expect(try slow.receive().isEmpty)
    }

    @Test func aNewCertificateServesNewConnections() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let server = try TestServer(secure: true, certificate: files)
        defer { server.stop() }
        let before = try TLSClient(server.url, trusting: files.certificate)
        let copy = "\(folder.path)/old.crt"
        rename(files.certificate, copy)
        try SelfSignedCertificate.write(names: ["127.0.0.1"], to: files)
        try server.net.reloadCertificates()
        let after = try TLSClient(server.url, trusting: files.certificate)
        #expect(throws: RawClient.Failure.self) {
            _ = try TLSClient(server.url, trusting: copy)
        }
        for client in [before, after] {
            try client.send(Self.closing)
            #expect(try client.takeAll().suffix(6) == Array("hello\n".utf8)[...])
        }
    }

    @Test func aFaultyCertificateIsNamedAndTheOldOneStays() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let other = try certificate(in: folder, "other")
        let server = try TestServer(secure: true, certificate: files)
        defer { server.stop() }
        // A key that is another certificate's.
        rename(other.key, files.key)
        let failure = #expect(throws: NetError.self) { try server.net.reloadCertificates() }
        #expect(failure?.code == .certificate)
        #expect(failure?.message.contains(files.key) == true)
        let client = try TLSClient(server.url, trusting: files.certificate)
        try client.send(Self.closing)
        #expect(try client.takeAll().suffix(6) == Array("hello\n".utf8)[...])
        let missing = NetConfiguration.CertificateFiles(certificate: "/no/file", key: "/no/file")
        #expect(throws: NetError.self) { _ = try TestServer(secure: true, certificate: missing) }
        #expect(throws: NetError.self) { _ = try TestServer(secure: true) }
    }

    @Test func aKeyWithAPassphraseIsRefusedAndNobodyIsAskedForIt() throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let plain = try #require(BIO_new_file(files.key, "r"))
        let key = PEM_read_bio_PrivateKey(plain, nil, nil, nil)
        BIO_free(plain)
        let locked = try #require(BIO_new_file(files.key, "w"))
        #expect(
            PEM_write_bio_PrivateKey(locked, key, EVP_aes_256_cbc(), "secret", 6, nil, nil) == 1)
        BIO_free(locked)
        EVP_PKEY_free(key)
        let failure = #expect(throws: NetError.self) {
            _ = try TestServer(secure: true, certificate: files)
        }
        #expect(failure?.message.contains(files.key) == true)
    }

    @Test(arguments: [false, true])
    func aPeerThatLeavesWhileItIsWrittenToEndsNothingElse(_ isSecure: Bool) throws {
        let folder = try TemporaryFolder()
        let files = try certificate(in: folder)
        let server = try TestServer(secure: isSecure, certificate: files)
        defer { server.stop() }
        // A write to a closed connection raises SIGPIPE, which would end the process.
        for _ in 1...20 {
            let request = "GET /large?3000000 HTTP/1.1\r\nHost: a\r\n\r\n"
            if isSecure {
                try TLSClient(server.url, trusting: files.certificate).send(request)
            } else {
                try RawClient(server.url).send(request)
            }
        }
        while server.net.statistics.open.load(ordering: .relaxed) > 0 {
            // Accepted in turn: what was begun before it is over soon.
            if isSecure {
                let client = try TLSClient(server.url, trusting: files.certificate)
                try client.send(Self.closing)
                _ = try client.takeAll()
            } else {
                let client = try RawClient(server.url)
                try client.send(Self.closing)
                _ = try client.takeAll()
            }
        }
    }
}

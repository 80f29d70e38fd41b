import ChatBase
import ChatNet
import Glibc

/// Where a server listens and how: the addresses, who speaks TLS and with which files.
package struct ListenPlan: Sendable {
    private struct Place: Sendable {
        let text: String
        let address: ListenAddress
    }

    package let isSecure: Bool
    /// Nil without TLS.
    package let certificate: NetConfiguration.CertificateFiles?
    private let places: [Place]

    /// - Throws: `StartupError` when the addresses are not valid, or a plain one could be
    ///   reached from other machines.
    package init(_ configuration: Configuration, _ directory: DataDirectory) throws(StartupError) {
        var places: [Place] = []
        for text in configuration.listen {
            do throws(NetError) {
                places.append(Place(text: text, address: try ListenAddress(text)))
            } catch {
                throw StartupError("listen: \(error.message)")
            }
        }
        guard !places.isEmpty else { throw StartupError("listen names no address") }
        if let url = configuration.publicURL,
            !(url.hasPrefix("https://") || url.hasPrefix("http://")) || url.contains("?")
                || Self.host(url) == nil
        {
            throw StartupError("public_url: write https://chat.example.org")
        }
        let isLocal = places.allSatisfy { $0.address.isLocal }
        isSecure =
            switch configuration.tls.mode {
            case .auto: !isLocal && !configuration.allowsPlain
            case .on: true
            case .off: false
            }
        if !isSecure, let open = places.first(where: { !$0.address.isLocal }),
            !configuration.allowsPlain
        {
            throw StartupError(
                "\(open.text) would serve plain HTTP to other machines: set tls = on, or "
                    + "allow_plain = yes if something before it encrypts")
        }
        self.places = places
        certificate = try isSecure ? Self.files(configuration.tls, directory) : nil
    }

    /// What only the parts themselves can tell: proxies, certificate files.
    ///
    /// - Throws: the part's own words.
    package func check(_ configuration: Configuration) throws(StartupError) {
        var net = NetConfiguration(configuration, self, nil)
        if configuration.tls.certificate == nil {
            // It is made at the start.
            net.certificate = nil
            for index in net.listeners.indices { net.listeners[index].isSecure = false }
        }
        do {
            _ = try NetServer(
                configuration: net, logger: Logger(label: "check", handler: StreamLogHandler())
            ) { _ in preconditionFailure("it is never started") }
        } catch {
            throw StartupError("\(error)")
        }
    }

    private static func files(
        _ tls: Configuration.TLS, _ directory: DataDirectory
    ) throws(StartupError) -> NetConfiguration.CertificateFiles {
        switch (tls.certificate, tls.key) {
        case (let certificate?, let key?):
            return NetConfiguration.CertificateFiles(certificate: certificate, key: key)
        case (nil, nil):
            return NetConfiguration.CertificateFiles(
                certificate: directory.path + "/certificate.pem", key: directory.path + "/key.pem")
        default:
            throw StartupError("certificate and key are given together or not at all")
        }
    }

    /// Makes the certificate unless it is there, and tells its fingerprint.
    ///
    /// - Returns: nil without TLS, or with a certificate that somebody else made.
    package func prepareCertificate(
        _ configuration: Configuration
    ) throws(StartupError) -> String? {
        guard let certificate, configuration.tls.certificate == nil else { return nil }
        do throws(NetError) {
            if access(certificate.certificate, F_OK) != 0 || access(certificate.key, F_OK) != 0 {
                try SelfSignedCertificate.write(names: names(configuration), to: certificate)
            }
            return try SelfSignedCertificate.fingerprint(ofPEM: certificate.certificate)
        } catch {
            throw StartupError(error.message)
        }
    }

    private func names(_ configuration: Configuration) -> [String] {
        var names = ["localhost", "127.0.0.1", "::1"]
        if let host = configuration.publicURL.flatMap(Self.host) { names.insert(host, at: 0) }
        for place in places {
            if case .tcp(let host, _) = place.address, host != "*", host != "0.0.0.0",
                host != "::", !names.contains(host)
            {
                names.append(host)
            }
        }
        return names
    }

    /// The host of a URL.
    static func host(_ url: String) -> String? {
        guard let start = url.range(of: "://")?.upperBound else { return nil }
        let authority = url[start...].prefix { $0 != "/" }
        if authority.hasPrefix("[") {
            return String(authority.dropFirst().prefix { $0 != "]" })
        }
        let host = authority.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }

    // MARK: Ports

    /// - Parameter ports: replaces port 0 by the one it got the last time.
    package func listeners(_ ports: PortMemory?) -> [NetConfiguration.Listener] {
        places.map { place in
            var address = place.address
            if case .tcp(let host, 0) = address, let port = ports?[place.text] {
                address = .tcp(host: host, port: port)
            }
            if case .unix = address { return NetConfiguration.Listener(address) }
            return NetConfiguration.Listener(address, isSecure: isSecure)
        }
    }

    /// Keeps the ports that were chosen.
    ///
    /// - Parameter urls: one for each address, in order.
    package func remember(_ urls: [String], in ports: inout PortMemory) {
        for (place, url) in zip(places, urls) {
            guard case .tcp(_, 0) = place.address,
                let port = url.split(separator: ":").last.flatMap({ UInt16($0) })
            else { continue }
            ports.remember(port, for: place.text)
        }
    }
}

extension ListenAddress {
    /// Only this machine can reach it.
    var isLocal: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _):
            host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
        }
    }
}

extension String {
    fileprivate func range(of needle: String) -> Range<String.Index>? { firstRange(of: needle) }
}

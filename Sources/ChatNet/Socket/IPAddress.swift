import Glibc

/// An IPv4 or IPv6 address; IPv4 is kept as RFC 4291 maps it (`::ffff:0:0/96`).
struct IPAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    private static let mapped: UInt64 = 0xFFFF_0000_0000

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ address: in_addr) {
        self.init(high: 0, low: Self.mapped | UInt64(UInt32(bigEndian: address.s_addr)))
    }

    init(_ address: in6_addr) {
        let (high, low) = withUnsafeBytes(of: address) {
            ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
    }

    /// An address in its usual form, without port or brackets; nil for anything else.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4)
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(v6)
        } else {
            return nil
        }
    }

    /// The address of a socket address, nil for other families.
    init?(_ storage: sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_INET:
            self.init(
                withUnsafeBytes(of: storage) { $0.load(as: sockaddr_in.self).sin_addr })
        case AF_INET6:
            self.init(
                withUnsafeBytes(of: storage) { $0.load(as: sockaddr_in6.self).sin6_addr })
        default: return nil
        }
    }

    var isV4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// Whom a limit counts: an IPv4 address, or an IPv6 network of 64 bits, which is what
    /// one customer gets.
    var accountable: IPAddress { isV4 ? self : IPAddress(high: high, low: 0) }

    var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isV4 {
            var address = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            inet_ntop(AF_INET, &address, &buffer, UInt32(buffer.count))
        } else {
            var address = in6_addr()
            withUnsafeMutableBytes(of: &address) {
                $0.storeBytes(of: high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            inet_ntop(AF_INET6, &address, &buffer, UInt32(buffer.count))
        }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

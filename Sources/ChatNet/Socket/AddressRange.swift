/// An address or a CIDR range: `10.0.0.0/8`, `fd00::/8`, `127.0.0.1`.
struct AddressRange: Sendable, Hashable {
    private let network: IPAddress
    /// Of 128.
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
        let widest = address.isV4 ? 32 : 128
        var length = widest
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= widest
            else { return nil }
            length = number
        }
        bits = length + 128 - widest
        network = Self.masked(address, bits)
    }

    func contains(_ address: IPAddress) -> Bool {
        Self.masked(address, bits) == network
    }

    private static func masked(_ address: IPAddress, _ bits: Int) -> IPAddress {
        // Shifts by 64 or more give 0.
        let high = ~(UInt64.max >> UInt64(min(bits, 64)))
        let low = ~(UInt64.max >> UInt64(max(bits - 64, 0)))
        return IPAddress(high: address.high & high, low: address.low & low)
    }
}

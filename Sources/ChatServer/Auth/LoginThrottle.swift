import ChatBase

/// Slows guessing down: attempts are counted for each account and for each address.
///
/// Sans-IO. Bounded: when the table is full, what recovers first is forgotten first.
package struct LoginThrottle: Sendable {
    package typealias Limit = BucketTable<Key>.Limit

    package struct Limits: Sendable, Hashable {
        package var loginsPerAccount = Limit(5, per: .seconds(900))
        package var loginsPerAddress = Limit(20, per: .seconds(900))
        package var registrationsPerAddress = Limit(5, per: .seconds(3600))

        package init() {}

        package init(_ limits: Configuration.Limits) {
            func limit(_ rate: Configuration.Limits.Rate) -> Limit {
                Limit(limits.isEnabled ? rate.count : 0, per: rate.window)
            }
            loginsPerAccount = limit(limits.loginsPerAccount)
            loginsPerAddress = limit(limits.loginsPerAddress)
            registrationsPerAddress = limit(limits.registrationsPerAddress)
        }
    }

    package enum Key: Sendable, Hashable {
        case account(String)
        case address(String)
        case registration(String)
    }

    private let limits: Limits
    private var table: BucketTable<Key>

    package init(limits: Limits, capacity: Int = 65_536) {
        self.limits = limits
        table = BucketTable(capacity: capacity)
    }

    /// Takes an attempt from the account and the address; nil when there was one, else how
    /// long until there is.
    ///
    /// - Parameter account: the name as typed, folded to lower case here.
    package mutating func login(account: String, address: String, now: MonotonicTime) -> Duration? {
        take(
            [
                (.account(account.lowercased()), limits.loginsPerAccount),
                (.address(Self.network(of: address)), limits.loginsPerAddress),
            ], now)
    }

    /// A right password gives the account's attempts back; the address keeps its count.
    package mutating func succeeded(account: String) {
        table.forget(.account(account.lowercased()))
    }

    package mutating func registration(address: String, now: MonotonicTime) -> Duration? {
        take([(.registration(Self.network(of: address)), limits.registrationsPerAddress)], now)
    }

    private mutating func take(_ keys: [(key: Key, limit: Limit)], _ now: MonotonicTime)
        -> Duration?
    {
        table.take(keys.filter { $0.limit.count > 0 }, now: now).compactMap(\.wait).max()
    }

    /// One household of IPv6 is a /64; an address of IPv4 stands for itself.
    static func network(of address: String) -> String {
        guard address.contains(":") else { return address }
        let halves = address.split(
            separator: "%", maxSplits: 1, omittingEmptySubsequences: false)[0]
        let groups = halves.split(separator: ":", omittingEmptySubsequences: false)
        if let gap = groups.firstIndex(where: { $0.isEmpty }), gap < 4 {
            // "::" inside the first four groups: the rest of the network is zeros.
            let missing = 8 - groups.count(where: { !$0.isEmpty })
            var full = groups[..<gap].map(String.init)
            full += [String](repeating: "0", count: missing)
            full += groups[gap...].filter { !$0.isEmpty }.map(String.init)
            return full.prefix(4).joined(separator: ":") + "::/64"
        }
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }
}

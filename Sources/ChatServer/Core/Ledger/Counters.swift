import ChatBase
import ChatCore

/// What changes with every event: each scope's last `n` and the ids given last. A cache
/// over the store, confined to the writer; forgetting is always safe.
package final class Counters {
    private var heads: [Scope: Int64] = [:]
    private var lastIDs: [Scope: UInt64] = [:]
    private let key: [UInt8]

    /// - Parameter key: keeps ids from telling how many others were made.
    package init(key: [UInt8]) { self.key = key }

    func lastN(of scope: Scope, _ store: any StoreReader) throws(APIError) -> Int64 {
        if let known = heads[scope] { return known }
        let stored = try store.lastN(of: scope)
        heads[scope] = stored
        return stored
    }

    func setLastN(_ n: Int64, of scope: Scope) { heads[scope] = n }

    func forget(_ scopes: some Sequence<Scope>) {
        for scope in scopes { heads[scope] = nil }
    }

    func forgetAll() { heads = [:] }

    /// The next id of a scope: above every former one of it, even if the clock steps back.
    func nextID(
        in scope: Scope, now: WallTime, last: () throws(APIError) -> UInt64?
    ) throws(APIError) -> UInt64 {
        let former: UInt64
        if let known = lastIDs[scope] { former = known } else { former = try last() ?? 0 }
        let milliseconds = UInt64(max(0, now.milliseconds - snowflakeEpochMilliseconds))
        let id =
            former >> 22 >= milliseconds
            ? former + 1 : milliseconds << 22 | start(of: milliseconds, in: scope)
        lastIDs[scope] = id
        return id
    }

    /// Where the ids of one millisecond begin: random to everyone without the key, and in
    /// the lower half, which leaves room to count.
    private func start(of milliseconds: UInt64, in scope: Scope) -> UInt64 {
        var input: [UInt8] = []
        for word in [UInt64(bitPattern: scope.storageKey), milliseconds] {
            for shift in stride(from: 0, to: 64, by: 8) {
                input.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        let digest = Digest.hmacSHA256(key: key, input)
        return digest.prefix(3).reduce(0) { $0 << 8 | UInt64($1) } & 0x1F_FFFF
    }
}

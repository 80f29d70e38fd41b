import ChatBase

/// Counts connections, in all and for each address, over all loops.
final class ConnectionCensus: Sendable {
    private struct State {
        var total = 0
        var byAddress: [IPAddress: Int] = [:]
    }

    private let state = Lock(State())
    private let limits: NetConfiguration.Limits

    init(limits: NetConfiguration.Limits) { self.limits = limits }

    /// Counts one more, unless a limit is reached.
    /// - Parameter address: nil for a unix socket; a proxy counts as itself, so it is exempt
    ///   by not being passed.
    func admit(_ address: IPAddress?) -> Bool {
        let total = limits.connections
        let each = limits.connectionsPerAddress
        return state.withLock { state in
            guard state.total < total else { return false }
            if let address {
                let count = state.byAddress[address.accountable, default: 0]
                guard count < each else { return false }
                state.byAddress[address.accountable] = count + 1
            }
            state.total += 1
            return true
        }
    }

    func release(_ address: IPAddress?) {
        state.withLock { state in
            state.total -= 1
            guard let key = address?.accountable, let count = state.byAddress[key] else { return }
            state.byAddress[key] = count == 1 ? nil : count - 1
        }
    }
}

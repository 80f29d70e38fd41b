import ChatCore

extension Transaction {
    /// Runs `body` at most once for a key, a device and a route: a replay gives the
    /// object of the first time and changes nothing. Only success spends a key, because
    /// the key is written in the same savepoint as the change.
    package mutating func once(
        _ key: String?, _ principal: Principal, route: String,
        _ body: (inout Transaction) throws(APIError) -> UInt64
    ) throws(APIError) -> (object: UInt64, isReplay: Bool) {
        guard let key else { return (try body(&self), false) }
        guard Validation.nonceLength.contains(key.utf8.count) else {
            throw .invalid(
                "nonce", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 64 bytes in length.")
        }
        if let object = try store.spentKey(key, route: route, device: principal.device) {
            return (object, true)
        }
        let object = try body(&self)
        try store.spendKey(
            key, route: route, device: principal.device, object: object, time: now)
        return (object, false)
    }
}

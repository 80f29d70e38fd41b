extension RouteCall {
    /// The key that makes a repeated write have no second effect.
    ///
    /// - Parameter nonce: the body's, where it counts as one.
    func idempotencyKey(nonce: String?) -> String? {
        request.headers["idempotency-key"] ?? nonce
    }

    /// What a key is good for: this method on this path.
    var idempotencyRoute: String { "\(request.method) \(request.path)" }

    static func replayHeaders(_ isReplay: Bool) -> [(String, String)] {
        isReplay ? [("Idempotent-Replayed", "true")] : []
    }
}

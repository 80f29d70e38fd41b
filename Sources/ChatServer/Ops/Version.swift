/// What this build is.
package enum Version {
    package static let text = "0.1.0"

    /// Rises with each addition to the API, so that clients can ask for less.
    package static let featureLevel = 1

    package static let capabilities = [
        "v1", "v10", "cursor", "idempotency", "call", "events", "permessage-deflate",
        "zlib-stream", "zstd-stream",
    ]
}

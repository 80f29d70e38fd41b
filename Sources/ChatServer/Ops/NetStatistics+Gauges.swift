import ChatNet

extension NetStatistics {
    /// As the metrics show them.
    var gauges: [Metrics.Gauge] {
        [
            .init("roost_connections", "Open.", open.load(ordering: .relaxed)),
            .init("roost_websockets", "Open.", openWebSockets.load(ordering: .relaxed)),
            .init(
                "roost_connections_accepted", "Since the start.",
                accepted.load(ordering: .relaxed)),
            .init(
                "roost_connections_refused", "Too many in all or from one address.",
                refused.load(ordering: .relaxed)),
            .init(
                "roost_overflows", "Slow readers that were cut off.",
                overflows.load(ordering: .relaxed)),
            .init(
                "roost_malformed", "Requests and frames that were not valid.",
                malformed.load(ordering: .relaxed)),
            .init(
                "roost_bytes_written", "Bytes sent since the start.",
                bytesWritten.load(ordering: .relaxed)),
        ]
    }
}

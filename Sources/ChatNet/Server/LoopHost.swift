import ChatBase
import ChatWire

/// What the connections of one loop share: the service, the settings, the date.
final class LoopHost {
    let service: any HTTPService
    let configuration: NetConfiguration
    let proxies: TrustedProxies
    let census: ConnectionCensus
    let statistics: NetStatistics
    let logger: Logger
    /// From then on every answer closes its connection.
    private(set) var isStopping = false
    /// Of the first loop only.
    var acceptors: [Acceptor] = []
    private var connections = 0
    private var date = (second: Int64.min, text: "")

    init(service: any HTTPService, shared: NetServer.Shared) {
        self.service = service
        configuration = shared.configuration
        proxies = shared.proxies
        census = shared.census
        statistics = shared.statistics
        logger = shared.logger
    }

    func connectionOpened() {
        connections += 1
        statistics.add(statistics.open)
    }

    func connectionClosed(on loop: EventLoop) {
        connections -= 1
        statistics.add(statistics.open, -1)
        if isStopping && connections == 0 { loop.stop() }
    }

    /// Lets every connection come to its end; the loop stops with the last one, or at the
    /// deadline, which cuts those that are left.
    func beginStopping(_ loop: EventLoop, deadline: Duration) {
        isStopping = true
        let open = loop.sources.compactMap { $0 as? Connection }
        for connection in open { connection.serverStops() }
        if connections == 0 { return loop.stop() }
        _ = loop.schedule(after: deadline) { loop in
            for source in loop.sources { (source as? Connection)?.close(reset: true) }
            loop.stop()
        }
    }

    /// The `Date` field, made once a second.
    func dateField(_ wall: WallTime) -> String {
        let second = wall.milliseconds / 1_000
        if date.second != second {
            date = (second, HTTPDate.format(seconds: max(0, second)))
        }
        return date.text
    }
}

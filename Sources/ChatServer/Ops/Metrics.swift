import ChatBase

/// Counters for Prometheus, in its text format.
package final class Metrics: Sendable {
    private struct Series {
        var requests: [Request: Int] = [:]
        var secondsTotal: [String: Double] = [:]
        var commits = 0
        var events = 0
    }

    /// What is measured at the moment of asking.
    package struct Gauge: Sendable {
        package let name: String
        package let help: String
        package let value: Int

        package init(_ name: String, _ help: String, _ value: Int) {
            self.name = name
            self.help = help
            self.value = value
        }
    }

    /// Asks somebody for gauges.
    package struct Source: Sendable {
        package let gauges: @Sendable () -> [Gauge]

        package init(_ gauges: @escaping @Sendable () -> [Gauge]) { self.gauges = gauges }
    }

    private struct Request: Hashable {
        let route: String
        let status: Int
    }

    private let state = Lock(Series())

    package init() {}

    package func request(route: String, status: Int, duration: Duration) {
        state.withLock { state in
            state.requests[Request(route: route, status: status), default: 0] += 1
            state.secondsTotal[route, default: 0] += duration.seconds
        }
    }

    package func commit(events: Int) {
        state.withLock { state in
            state.commits += 1
            state.events += events
        }
    }

    package func text(gauges: [Gauge]) -> String {
        let series = state.withLock { $0 }
        var text = ""
        func head(_ name: String, _ help: String, _ type: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        }
        head("roost_requests_total", "Requests by route and status.", "counter")
        let requests = series.requests.sorted {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }
        for (key, count) in requests {
            text +=
                "roost_requests_total{route=\"\(key.route)\",status=\"\(key.status)\"} \(count)\n"
        }
        head("roost_request_seconds_total", "Time spent on requests by route.", "counter")
        for (route, seconds) in series.secondsTotal.sorted(by: { $0.key < $1.key }) {
            text += "roost_request_seconds_total{route=\"\(route)\"} \(seconds)\n"
        }
        head("roost_commits_total", "Transactions written.", "counter")
        text += "roost_commits_total \(series.commits)\n"
        head("roost_events_total", "Rows added to the log.", "counter")
        text += "roost_events_total \(series.events)\n"
        for gauge in gauges {
            head(gauge.name, gauge.help, "gauge")
            text += "\(gauge.name) \(gauge.value)\n"
        }
        return text
    }
}

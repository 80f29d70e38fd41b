import ChatBase
import ChatCore

/// What the routes work with: one object a server.
package final class APIServices: Sendable {
    package let configuration: Configuration
    package let engine: any Database
    package let passwords: PasswordWorkers
    package let notifier: any GatewayNotifier
    package let time: any TimeSource
    package let logger: Logger
    package let metrics: Metrics
    package let waiters: EventWaiters
    package let limiter: Lock<RateLimiter>
    package let throttle: Lock<LoginThrottle>
    /// Where the server listens, for answers that name it and have no `Host`.
    package let listeningURL = Lock("http://localhost")
    /// What others measure: the network.
    package let gauges = Lock(Metrics.Source { [] })
    /// `healthz` says so while the server stops.
    package let isStopping = Lock(false)
    private let requests: Lock<(prefix: String, count: UInt64)>
    /// Runs a closure after a while, on any thread.
    package let schedule: @Sendable (Duration, @escaping @Sendable () -> Void) -> Void

    package init(
        configuration: Configuration, engine: any Database, passwords: PasswordWorkers,
        notifier: any GatewayNotifier, time: any TimeSource, logger: Logger,
        metrics: Metrics = Metrics(),
        schedule: @escaping @Sendable (Duration, @escaping @Sendable () -> Void) -> Void
    ) {
        self.configuration = configuration
        self.engine = engine
        self.passwords = passwords
        self.notifier = notifier
        self.time = time
        self.logger = logger
        self.metrics = metrics
        self.schedule = schedule
        waiters = EventWaiters()
        limiter = Lock(RateLimiter(limits: RateLimits(configuration.limits)))
        throttle = Lock(LoginThrottle(limits: LoginThrottle.Limits(configuration.limits)))
        var random = SystemRandom()
        requests = Lock((Hex.encode(random.bytes(4)), 0))
    }

    /// A name for a request: unique in this process and unlikely elsewhere.
    package func newRequestID() -> String {
        requests.withLock { state in
            state.count += 1
            return "\(state.prefix)-\(String(state.count, radix: 36))"
        }
    }

    /// The writer calls this with each batch.
    package func published(_ batch: Batch) {
        metrics.commit(events: batch.events.count)
        var channels: Set<ChannelID> = []
        for event in batch.events {
            if case .channel(let channel) = event.row.scope { channels.insert(channel) }
        }
        if !channels.isEmpty { waiters.wake(channels) }
    }

    /// Counts and logs an answered request, by its route and never by its path: paths hold
    /// codes.
    func record(
        _ request: APIRequest, _ route: String, _ caller: Principal?, _ response: APIResponse,
        since started: MonotonicTime
    ) {
        let duration = time.now - started
        metrics.request(route: route, status: response.status, duration: duration)
        let level: Logger.Level =
            response.status >= 500 ? .error : response.status >= 400 ? .info : .debug
        logger.log(
            level, "request",
            [
                ("request", request.id), ("route", route), ("status", String(response.status)),
                ("us", String(duration.nanoseconds / 1000)),
            ] + (caller.map { [("user", "\($0.user)")] } ?? []))
    }
}

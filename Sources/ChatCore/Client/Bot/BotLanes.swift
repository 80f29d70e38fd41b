/// Runs handlers: in the order of the messages within a channel, channels side by side,
/// and not more than `limit` at a time.
struct BotLanes {
    private let limit: Int
    private var last: [ChannelID: Task<Void, Never>] = [:]
    private var running: [Task<Void, Never>] = []

    init(limit: Int) { self.limit = limit }

    /// Returns when the handler is on its way; waits while too many are.
    mutating func run(
        in channel: ChannelID, _ body: @escaping @Sendable () async -> Void
    ) async {
        while running.count >= limit { await running.removeFirst().value }
        let previous = last[channel]
        let task = Task {
            await previous?.value
            await body()
        }
        last[channel] = task
        running.append(task)
    }

    /// Returns when all are done. After `patience` they are cancelled.
    mutating func drain(patience: Duration) async {
        let tasks = running
        let watchdog = Task {
            do throws(ChatError) { try await NetworkThread.shared.delay(patience) } catch { return }
            for task in tasks { task.cancel() }
        }
        for task in tasks { await task.value }
        watchdog.cancel()
        running = []
        last = [:]
    }
}

import ChatBase

/// The one thread that changes the database: drains its queue into one transaction,
/// syncs once, then answers all of it. The longer a sync takes, the more it carries.
final class Writer: Sendable {
    private struct Queue {
        var commands: [Command] = []
        var isStopping = false
    }

    private let queue: Condition<Queue>
    private let thread: Thread
    private static let capacity = 8192
    private static let batch = 1024

    /// - Parameter open: runs on the thread and makes the ledger, which stays there; it
    ///   reports by itself how that went. Nil ends the thread.
    init(
        time: any TimeSource, random: any RandomSource,
        open: @escaping @Sendable () -> Ledger?
    ) {
        let queue = Condition(Queue())
        self.queue = queue
        thread = Thread(name: "roost-writer") {
            guard var ledger = open() else { return Self.drain(queue) }
            while let commands = Self.next(queue) {
                ledger.commit(commands, now: time.wall, random: random)
            }
        }
    }

    /// Refuses the command at once when too many wait.
    func enqueue(_ command: Command) {
        let refusal: APIError? = queue.update { queue in
            if queue.isStopping { return .unavailable("the server is stopping") }
            if queue.commands.count >= Self.capacity { return .unavailable("the writer is behind") }
            queue.commands.append(command)
            return nil
        }
        if let refusal { command.refuse(refusal) }
    }

    /// Finishes what is queued, and ends the thread.
    func stop() {
        queue.update { $0.isStopping = true }
        thread.join()
    }

    private static func next(_ queue: Condition<Queue>) -> [Command]? {
        queue.wait { queue -> [Command]?? in
            guard !queue.commands.isEmpty else { return queue.isStopping ? .some(nil) : nil }
            let taken = Array(queue.commands.prefix(batch))
            queue.commands.removeFirst(taken.count)
            return taken
        }
    }

    private static func drain(_ queue: Condition<Queue>) {
        let waiting = queue.update { queue in
            queue.isStopping = true
            let commands = queue.commands
            queue.commands = []
            return commands
        }
        for command in waiting { command.refuse(.unavailable("the database is not open")) }
    }
}

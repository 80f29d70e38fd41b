import ChatBase
import Glibc

/// One thread that waits for descriptors, jobs from other threads and timers.
///
/// A turn: wait, handle what is ready, run the posted jobs, run the timers that are due,
/// then flush every connection that was written to, each once.
package final class EventLoop: @unchecked Sendable {
    // @unchecked: `index` and `mailbox` are for every thread. All other state belongs to
    // the loop's own thread (before `run` to the one that made it), which
    // `assertOnLoop` checks in debug builds.

    package let index: Int
    let mailbox: Mailbox

    /// The time at which this turn began to work.
    package private(set) var now: MonotonicTime
    /// Where a server keeps what it has one of for each loop.
    package var attachment: AnyObject?
    /// Set by the server before anything runs.
    var host: LoopHost?
    /// The wall clock, for dates.
    package var wall: WallTime { time.wall }
    /// How many turns there were: for metrics.
    package private(set) var turns = 0

    private let time: any TimeSource
    private let poller: Poller
    private var slots = SlotTable()
    private var timers = TimerQueue()
    private var dirty: [Connection] = []
    private var flushed = 0
    private var isStopped = false
    private var thread: pthread_t?

    /// Bytes of several frames are joined here for one write.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    /// A room of thousands is flushed in slices, so that others need not wait for it.
    static let flushSlice = 512

    private static let mailToken = UInt64.max

    package init(index: Int, time: any TimeSource) throws {
        self.index = index
        self.time = time
        now = time.now
        mailbox = try Mailbox()
        poller = try Poller()
        try poller.add(mailbox.descriptor, .readable, token: Self.mailToken)
    }

    deinit { scratch.deallocate() }

    // MARK: For every thread

    /// Runs a closure on the loop, after those posted before it.
    package func post(_ job: @escaping @Sendable (EventLoop) -> Void) {
        mailbox.post(job)
    }

    /// Answers a request from any thread; one that is gone is not answered.
    package func respond(_ id: ExchangeID, _ response: HTTPResponse) {
        post { loop in
            (loop.source(id.connection) as? Connection)?.respond(to: id, response)
        }
    }

    private var isOnLoop: Bool {
        guard let thread else { return false }
        return pthread_equal(thread, pthread_self()) != 0
    }

    func assertOnLoop() {
        assert(thread == nil || isOnLoop, "this belongs to the loop's own thread")
    }

    // MARK: Timers

    package func schedule(after delay: Duration, _ body: @escaping (EventLoop) -> Void) -> TimerID {
        schedule(at: now + delay, body)
    }

    func schedule(at deadline: MonotonicTime, _ body: @escaping (EventLoop) -> Void) -> TimerID {
        assertOnLoop()
        return timers.add(deadline: deadline, body)
    }

    package func cancel(_ id: TimerID) {
        assertOnLoop()
        timers.cancel(id)
    }

    // MARK: Sources

    /// Watches a descriptor. The loop holds the source until `unregister`.
    package func register(
        _ source: any EventSource, descriptor: Int32, for interest: PollEvents
    ) throws -> ConnectionID {
        assertOnLoop()
        let (slot, generation) = slots.insert(source)
        let id = ConnectionID(loop: index, slot: slot, generation: generation)
        do {
            try poller.add(descriptor, interest, token: id.token)
        } catch {
            slots.remove(slot: slot, generation: generation)
            throw error
        }
        return id
    }

    package func change(_ id: ConnectionID, descriptor: Int32, to interest: PollEvents) {
        poller.change(descriptor, interest, token: id.token)
    }

    package func unregister(_ id: ConnectionID, descriptor: Int32) {
        assertOnLoop()
        poller.remove(descriptor)
        slots.remove(slot: id.slot, generation: id.generation)
    }

    func source(_ id: ConnectionID) -> (any EventSource)? {
        assertOnLoop()
        return slots.find(slot: id.slot, generation: id.generation)
    }

    /// The WebSocket of that id, if it is still open.
    package func webSocket(_ id: ConnectionID) -> WebSocket? {
        (source(id) as? Connection)?.webSocket
    }

    /// Every source there is.
    var sources: [any EventSource] { slots.all }

    // MARK: The turn

    /// Flushes this connection once, at the end of the turn.
    func markDirty(_ connection: Connection) {
        dirty.append(connection)
    }

    /// Runs until `stop`, on the calling thread.
    func run() {
        thread = pthread_self()
        // OpenSSL writes without MSG_NOSIGNAL; a peer that left must not end the process.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while !isStopped { turn(waits: true) }
        // What belongs to the loop ends on its thread.
        attachment = nil
        host = nil
    }

    /// On the loop: the current turn is the last.
    func stop() { isStopped = true }

    /// - Parameter waits: false for a simulation, whose time passes only between turns.
    func turn(waits: Bool) {
        let count = poller.wait(timeout: waits ? timeout() : 0)
        now = time.now
        turns += 1
        var hasMail = false
        for index in 0..<count {
            let (token, events) = poller.event(at: index)
            if token == Self.mailToken {
                hasMail = true
                continue
            }
            let id = ConnectionID(loop: self.index, token: token)
            slots.find(slot: id.slot, generation: id.generation)?.ready(events, on: self)
        }
        if hasMail {
            for job in mailbox.drain() { job(self) }
        }
        while let body = timers.popDue(at: now) { body(self) }
        flush()
    }

    private func timeout() -> Int32 {
        if !dirty.isEmpty { return 0 }
        guard let next = timers.next() else { return -1 }
        let nanoseconds = (next - time.now).nanoseconds
        // Rounded up, or the loop would spin through the last millisecond.
        return Int32(clamping: max(0, (nanoseconds + 999_999) / 1_000_000))
    }

    private func flush() {
        let end = min(dirty.count, flushed + Self.flushSlice)
        while flushed < end {
            dirty[flushed].flush()
            flushed += 1
        }
        if flushed == dirty.count {
            dirty.removeAll(keepingCapacity: true)
            flushed = 0
        } else if flushed >= 8 * Self.flushSlice {
            dirty.removeFirst(flushed)
            flushed = 0
        }
    }
}

extension ConnectionID {
    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(loop: Int, token: UInt64) {
        self.init(
            loop: loop, slot: UInt32(truncatingIfNeeded: token),
            generation: UInt32(truncatingIfNeeded: token >> 32))
    }
}

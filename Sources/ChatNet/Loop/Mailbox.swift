import CChatLinux
import ChatBase
import Glibc

/// What other threads hand to a loop, in the order it came: one eventfd write a burst.
///
/// Unbounded, for the senders are our own threads, each with a bound of its own.
final class Mailbox: Sendable {
    typealias Job = @Sendable (EventLoop) -> Void

    /// Readable when there may be jobs.
    let descriptor: Int32
    private let jobs = Lock<[Job]>([])

    init() throws(NetError) {
        descriptor = eventfd(0, cchat_efd_flags)
        if descriptor < 0 { throw NetError.system("eventfd", errno) }
    }

    deinit { close(descriptor) }

    func post(_ job: @escaping Job) {
        let wasEmpty = jobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if wasEmpty {
            var one: UInt64 = 1
            _ = write(descriptor, &one, 8)
        }
    }

    /// Takes all jobs. Only the loop calls this.
    func drain() -> [Job] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return jobs.withLock { jobs in
            let taken = jobs
            // A fresh array: the taken one is the loop's alone from here on.
            jobs = []
            return taken
        }
    }
}

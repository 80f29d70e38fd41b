import CChatLinux
import Glibc

/// The signals of the UI, blocked for every thread and read from a descriptor.
final class SignalReader {
    let descriptor: Int32
    private static let signals = [
        SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGQUIT,
    ]

    /// Call it before any thread starts: threads inherit what is blocked.
    init() {
        signal(SIGPIPE, SIG_IGN)
        var set = Self.set(Self.signals)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, cchat_sfd_flags)
        precondition(descriptor >= 0, "signalfd: \(errno)")
    }

    deinit { close(descriptor) }

    /// The next signal that waits.
    func next() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        return read(descriptor, &info, size) == size ? Int32(info.ssi_signo) : nil
    }

    /// Stops the whole job, as Ctrl-Z does where the terminal handles it, and returns when
    /// it goes on. The kernel ignores it where no shell could wake us.
    func stop() {
        signal(SIGTSTP, SIG_DFL)
        kill(0, SIGTSTP)
        var set = Self.set([SIGTSTP])
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // The one that woke us is no news.
        var woken = Self.set([SIGCONT])
        var none = timespec()
        _ = sigtimedwait(&woken, nil, &none)
    }

    private static func set(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}

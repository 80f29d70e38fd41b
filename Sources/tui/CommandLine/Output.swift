import ChatBase
import Glibc
import Synchronization

/// Standard output and standard error of a verb. Every line is written at once and whole;
/// a signal that ends the process waits for the step under way, so that what was printed
/// and what was remembered as printed are the same.
final class Output: Sendable {
    /// Whether a person reads it.
    let isTerminal: Bool
    private let isBusy = Atomic(false)

    init() { isTerminal = isatty(STDOUT_FILENO) == 1 }

    /// Runs `body` to its end before a signal ends the process.
    func step<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        isBusy.store(true, ordering: .sequentiallyConsistent)
        defer { isBusy.store(false, ordering: .sequentiallyConsistent) }
        try body()
    }

    func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// One line about what went wrong.
    func complain(_ text: String) { write("roost: \(Sanitizer.line(text))\n", to: STDERR_FILENO) }

    /// Our own text on standard error.
    func explain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Ends the process at INT, TERM or HUP with 128 + its number. To be called before
    /// any other thread starts, for they inherit what is blocked.
    func endAtSignals() {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        _ = Thread(name: "signals") { [self] in
            var set = sigset_t()
            sigemptyset(&set)
            for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
            var number: Int32 = 0
            sigwait(&set, &number)
            // Not for ever: the step may be stuck in a pipe that nobody empties.
            for _ in 0..<50 where isBusy.load(ordering: .sequentiallyConsistent) {
                _ = poll(nil, 0, 10)
            }
            Console.showTyping()
            _exit(128 + number)
        }
    }

    private func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(
                    descriptor, bytes.baseAddress! + written, bytes.count - written)
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN {
                    var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&item, 1, -1)
                    continue
                }
                // Nobody reads on, as behind `head`; or the disk is full.
                if count < 0 {
                    guard descriptor == STDOUT_FILENO else { return }
                    _exit(errno == EPIPE ? 128 + SIGPIPE : ExitStatus.localFile.rawValue)
                }
                written += count
            }
        }
    }
}

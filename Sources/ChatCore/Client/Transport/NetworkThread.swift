import CChatCurl
import CChatLinux
import ChatBase
import Glibc

/// The process's one network thread, however many servers and connections.
///
/// Everything that does I/O is confined to it: commands are closures that get the
/// loop, in the order in which they were posted.
package final class NetworkThread: Sendable {
    package static let shared = NetworkThread()

    package typealias Command = @Sendable (NetworkLoop) -> Void

    private let mailbox: Mailbox

    private init() {
        curl_global_init(Int(CURL_GLOBAL_ALL))
        let mailbox = Mailbox()
        self.mailbox = mailbox
        _ = Thread(name: "roost-network") {
            // The program's signals are handled on its own threads, and a closed
            // peer is an error code here, not SIGPIPE.
            var signals = sigset_t()
            sigfillset(&signals)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            NetworkLoop(mailbox: mailbox).run()
        }
    }

    /// Runs `command` on the network thread, soon.
    package func post(_ command: @escaping Command) {
        mailbox.post(command)
    }

    /// Returns after `duration`, or throws as soon as the task is cancelled.
    func delay(_ duration: Duration) async throws(ChatError) {
        guard duration > .zero else { return }
        let timer = DelayState()
        let finished = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard timer.start(continuation) else { return }
                post { loop in
                    loop.schedule(after: duration) { _ in timer.finish(true) }
                }
            }
        } onCancel: {
            timer.finish(false)
        }
        if !finished { throw .cancelled }
    }

    /// Resumes its continuation once, whichever comes first: time or cancellation.
    private final class DelayState: Sendable {
        private enum Phase {
            case idle
            case waiting(CheckedContinuation<Bool, Never>)
            case done(Bool)
        }

        private let phase = Lock(Phase.idle)

        func start(_ continuation: CheckedContinuation<Bool, Never>) -> Bool {
            let early: Bool? = phase.withLock { phase in
                if case .done(let result) = phase { return result }
                phase = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(returning: early) }
            return early == nil
        }

        func finish(_ result: Bool) {
            let waiting: CheckedContinuation<Bool, Never>? = phase.withLock { phase in
                defer { if case .done = phase {} else { phase = .done(result) } }
                if case .waiting(let continuation) = phase { return continuation }
                return nil
            }
            waiting?.resume(returning: result)
        }
    }

    /// Commands on their way to the loop; one eventfd write wakes it for a burst.
    final class Mailbox: Sendable {
        let wake: Int32
        private let commands = Lock<[Command]>([])

        init() {
            wake = eventfd(0, cchat_efd_flags)
            precondition(wake >= 0, "eventfd: \(errno)")
        }

        func post(_ command: @escaping Command) {
            let first = commands.withLock { commands in
                commands.append(command)
                return commands.count == 1
            }
            if first { _ = eventfd_write(wake, 1) }
        }

        func take() -> [Command] {
            commands.withLock { commands in
                defer { commands = [] }
                return commands
            }
        }
    }
}

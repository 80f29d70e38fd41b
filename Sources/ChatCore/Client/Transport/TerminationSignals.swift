import CChatLinux
import ChatBase
import Glibc

/// Tells, once, when the process is asked to end by TERM or INT. The second time the
/// signal does what it does to any process: kill.
enum TerminationSignals {
    private static let wake = eventfd(0, cchat_efd_flags)
    private static let listeners = Lock<[UInt64: @Sendable () -> Void]>([:])
    private static let lastID = Lock<UInt64>(0)

    /// Calls `body` on the network thread at the first signal, until `forget`.
    static func listen(_ body: @escaping @Sendable () -> Void) -> UInt64 {
        let id = lastID.withLock { last in
            last += 1
            return last
        }
        let isFirst = listeners.withLock { listeners in
            listeners[id] = body
            return listeners.count == 1
        }
        if isFirst { install() }
        return id
    }

    static func forget(_ id: UInt64) {
        let isLast = listeners.withLock { listeners in
            listeners[id] = nil
            return listeners.isEmpty
        }
        guard isLast else { return }
        signal(SIGTERM, SIG_DFL)
        signal(SIGINT, SIG_DFL)
    }

    private static func install() {
        let wake = wake
        NetworkThread.shared.post { loop in
            loop.watch(wake, cchat_epollin) { _ in
                var count: eventfd_t = 0
                _ = eventfd_read(wake, &count)
                for listener in listeners.withLock({ Array($0.values) }) { listener() }
            }
        }
        var action = sigaction()
        // Only what is safe in a signal handler: one write to an open descriptor.
        action.__sigaction_handler.sa_handler = { _ in
            _ = eventfd_write(TerminationSignals.wake, 1)
        }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
        sigaction(SIGTERM, &action, nil)
        sigaction(SIGINT, &action, nil)
    }
}

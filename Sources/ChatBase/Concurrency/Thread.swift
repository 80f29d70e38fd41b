import CChatLinux
import Glibc
import Synchronization

/// A named POSIX thread. Its body runs once; `join` waits for the end. One that nobody joins
/// gives its stack back by itself.
package final class Thread: Sendable {
    private let handle: pthread_t
    private let isJoined = Atomic(false)

    /// - Parameter name: at most 15 bytes, shown by `top -H`.
    package init(name: String, _ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(run: body, name: name))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { @Sendable argument in
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                _ = pthread_setname_np(pthread_self(), String(body.name.prefix(15)))
                body.run()
                return nil
            }, box.toOpaque())
        precondition(result == 0, "pthread_create: \(result)")
        handle = thread
    }

    deinit {
        if !isJoined.load(ordering: .relaxed) { pthread_detach(handle) }
    }

    /// Waits for the end of the body. A handle means nothing after its thread was joined, so
    /// only the first call waits.
    package func join() {
        guard !isJoined.exchange(true, ordering: .relaxed) else { return }
        pthread_join(handle, nil)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        let name: String
        init(run: @escaping @Sendable () -> Void, name: String) {
            self.run = run
            self.name = name
        }
    }
}

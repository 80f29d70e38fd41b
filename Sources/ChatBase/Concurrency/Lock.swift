import Glibc

/// A value behind a mutex.
///
/// A pthread mutex on purpose: the thread sanitizer does not see
/// `Synchronization.Mutex`, and reports races that are none.
///
/// The state is no bare closure: Swift wraps it anew at each access, so that a call goes
/// through all wrappers ever made, until the stack ends. Put it in a struct.
package final class Lock<State>: @unchecked Sendable {
    // @unchecked: `state` is only touched with `mutex` held.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var state: State

    package init(_ state: sending State) {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        self.state = state
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the state. Keep it short, and never call out of it.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}
